"""An article made ready to be read: the same text in the shapes that the rules look at."""

from bisect import bisect_right
from dataclasses import dataclass

from sources.extraction.article import ArticleText
from sources.extraction.lexicon import Lexicon
from sources.extraction.normalise import fold, normalise
from sources.extraction.quotations import Quotations, find_quotations
from sources.extraction.sentences import split_sentences

_SUBJECT_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Document:
    """plain, folded  as long as `text`, so one offset means the same in all three
    subject        how much the title and the opening speak of an incident: 0 not at all, 1 clearly
    """

    text: str
    plain: str
    folded: str
    title: str
    sentences: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    quotations: Quotations
    lexicon: Lexicon
    organisations: tuple[str, ...]
    subject: float

    def sentence_index(self, position: int) -> int:
        """The index of the sentence that holds the position."""
        return max(0, bisect_right(self.starts, position) - 1)


def prepare(article: ArticleText, lexicon: Lexicon) -> Document:
    """The document of an article in the lexicon's language."""
    plain = normalise(article.text)
    title = normalise(article.title)
    folded = fold(plain)
    sentences = tuple(split_sentences(plain, lexicon))
    return Document(
        text=article.text,
        plain=plain,
        folded=folded,
        title=title,
        sentences=sentences,
        starts=tuple(start for start, _ in sentences),
        quotations=find_quotations(plain, article.text),
        lexicon=lexicon,
        organisations=article.organisations,
        subject=_subject(fold(title), folded[:_SUBJECT_CHARACTERS], lexicon),
    )


def _subject(title: str, opening: str, lexicon: Lexicon) -> float:
    """Words of the kind in the title count twice; from five on the subject is beyond doubt."""
    pattern = lexicon.events.subject
    weight = 2 * len(set(pattern.findall(title))) + len(set(pattern.findall(opening)))
    return min(1.0, weight / 5)
