"""What a text tells of proceedings: who opens, announces, fines, settles, reduces, and the sums. Pure.

read_stages(ArticleText(id="1", title="", text="The Data Office fined Norbank 5 million euros."))[0].kind == "decision"
"""

from sources.extraction.proceedings.reader import read_stages
from sources.extraction.proceedings.stage_mention import ExtractedStage

__all__ = ["ExtractedStage", "read_stages"]
