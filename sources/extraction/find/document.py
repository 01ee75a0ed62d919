"""An article made ready to be read: the same text in the shapes that the rules look at."""

from bisect import bisect_right
from dataclasses import dataclass, field
from re import Match, Pattern

from incidents.vocabulary import Unit
from sources.extraction.article import ArticleText
from sources.extraction.budget import MOST_CHARACTERS, MOST_SENTENCES, MOST_TITLE_CHARACTERS, Budget
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.quotations import Quotations, find_quotations
from sources.extraction.find.sentences import split_sentences
from sources.extraction.lexicon import Lexicon

_SUBJECT_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Document:
    """An article in all the shapes that rules read.

    plain, folded  as long as `text`, so an offset means the same in all three
    subject        how much the title and the opening speak of an incident: 0 not at all, 1 clearly
    row_unit       of a row of losses in a table or a list: what its numbers count if they do not say it themselves
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
    row_unit: Unit | None = None
    budget: Budget = field(default_factory=Budget, compare=False)
    _matches: dict[tuple[int, int, int], list[Match[str]]] = field(default_factory=dict, compare=False, repr=False)

    def sentence_index(self, position: int) -> int:
        """The index of the sentence that holds the position."""
        return max(0, bisect_right(self.starts, position) - 1)

    def matches(self, pattern: Pattern[str], begin: int, limit: int, *, printed: bool = False) -> list[Match[str]]:
        """What a pattern of the lexicon matches in a sentence of `folded`, or of `plain` as it is `printed`. A sentence
        is searched once, whichever of its numbers asks."""
        key = (id(pattern), begin, limit)
        if key not in self._matches:
            self._matches[key] = list(pattern.finditer(self.plain if printed else self.folded, begin, limit))
        return self._matches[key]


def prepare(article: ArticleText, lexicon: Lexicon) -> Document:
    """The document of an article in the lexicon's language."""
    budget = Budget()
    text = article.text[:MOST_CHARACTERS]
    plain = normalise(text)
    title = normalise(article.title[:MOST_TITLE_CHARACTERS])
    sentences = split_sentences(plain, lexicon, MOST_SENTENCES + 1)
    kept = within_budget(sentences, budget, cut=len(article.text) > MOST_CHARACTERS)
    if len(article.title) > MOST_TITLE_CHARACTERS:
        budget.note(MOST_TITLE_CHARACTERS, "characters of the title")
    if len(kept) < len(sentences):
        text, plain, sentences = text[: kept[-1][1]], plain[: kept[-1][1]], kept
    folded = fold(plain)
    return Document(
        text=text,
        plain=plain,
        folded=folded,
        title=title,
        sentences=sentences,
        starts=tuple(start for start, _ in sentences),
        quotations=find_quotations(plain, text),
        lexicon=lexicon,
        organisations=article.organisations,
        subject=_subject(fold(title), folded[:_SUBJECT_CHARACTERS], lexicon),
        budget=budget,
    )


def within_budget(sentences: tuple[tuple[int, int], ...], budget: Budget, *, cut: bool) -> tuple[tuple[int, int], ...]:
    """The sentences that are read. If the text was `cut`, the last one is left out, since the rest of it is unknown."""
    if len(sentences) > MOST_SENTENCES:
        budget.note(MOST_SENTENCES, "sentences")
        return sentences[:MOST_SENTENCES]
    if cut:
        budget.note(MOST_CHARACTERS, "characters")
        return sentences[:-1] if len(sentences) > 1 else sentences
    return sentences


def _subject(title: str, opening: str, lexicon: Lexicon) -> float:
    """How much the title and the opening speak of an incident, 0 to 1: words in the title count twice, five are 1."""
    pattern = lexicon.events.subject
    weight = 2 * len(set(pattern.findall(title))) + len(set(pattern.findall(opening)))
    return min(1.0, weight / 5)
