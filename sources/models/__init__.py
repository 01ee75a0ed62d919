from sources.models.article import Article, ArticleVersion
from sources.models.coverage import Coverage, CoverageState
from sources.models.cursor import ChangesFollowed
from sources.models.mention import Mention
from sources.models.progress import ArticleState, ReviewLanguage, UnreadReason
from sources.models.provenance import TextOrigin, TextStanding
from sources.models.publisher import POLL_MINUTES, Feed, FeedHealth, Publisher
from sources.models.register_import import ImportState, RegisterImport
from sources.models.rematching import Rematching, RematchingState
from sources.models.stage_mention import StageMention
from sources.models.story import Story, StoryBand

__all__ = [
    "POLL_MINUTES",
    "Article",
    "ArticleState",
    "ArticleVersion",
    "ChangesFollowed",
    "Coverage",
    "CoverageState",
    "Feed",
    "FeedHealth",
    "ImportState",
    "Mention",
    "Publisher",
    "RegisterImport",
    "Rematching",
    "RematchingState",
    "ReviewLanguage",
    "StageMention",
    "Story",
    "StoryBand",
    "TextOrigin",
    "TextStanding",
    "UnreadReason",
]
