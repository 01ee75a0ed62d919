from sources.models.article import Article, ArticleVersion, Story, StoryBand
from sources.models.article_states import ArticleState, UnreadReason
from sources.models.coverage import Coverage, CoverageState
from sources.models.cursor import ChangesFollowed
from sources.models.mention import Mention
from sources.models.provenance import TextOrigin, TextStanding
from sources.models.publisher import Feed, FeedHealth, Publisher
from sources.models.stage_mention import StageMention

__all__ = [
    "Article",
    "ArticleState",
    "ArticleVersion",
    "ChangesFollowed",
    "Coverage",
    "CoverageState",
    "Feed",
    "FeedHealth",
    "Mention",
    "Publisher",
    "StageMention",
    "Story",
    "StoryBand",
    "TextOrigin",
    "TextStanding",
    "UnreadReason",
]
