"""How far a fine or a settlement has got, and which authority it is due to."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from incidents.vocabulary import Metric, Modality, StageKind
from sources.extraction.find.document import Document
from sources.extraction.find.normalise import fold
from sources.extraction.find.number_candidates import Candidate, near
from sources.extraction.lexicon import Lexicon
from sources.extraction.lexicon.money_words import MoneyWords

_BEFORE, _AFTER = 150, 90
_SENTENCES_BACK = 3
_WEAKER = 40
_FIRST = frozenset([StageKind.DECISION, StageKind.SETTLEMENT])
_OF_THE_LAST_AMOUNT = frozenset([StageKind.REDUCED, StageKind.FINAL, StageKind.PAID])
_STAGED = frozenset([Metric.FINE, Metric.SETTLEMENT])


@dataclass(frozen=True, slots=True)
class AmountProgress:
    """stage      None when the words tell of no step that was taken: "could have been fined"
    authority  the regulator or court in the words of the text, None where none is named
    modality   projected until the amount is due
    """

    stage: StageKind | None
    authority: str | None
    modality: Modality


@dataclass(frozen=True, slots=True)
class Authority:
    """A name of a regulator or a court and its span; `weak` if bodies that are fined have such names too."""

    start: int
    end: int
    name: str
    weak: bool


class Stages:
    """Finds the progress of each amount of one document; authorities are looked for once, when first asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def progress(self, candidate: Candidate, metric: Metric, *, superseded: bool) -> AmountProgress:
        """The stage, by the nearest words of the sentence; without any, a fine is a decision, and else a settlement."""
        if metric not in _STAGED:
            return AmountProgress(None, None, Modality.STATED)
        found, stage = _nearest_stage(self._document, candidate, superseded=superseded)
        if not found and not superseded:
            stage = StageKind.DECISION if metric is Metric.FINE else StageKind.SETTLEMENT
        projected = stage in {None, StageKind.NOTICE_OF_INTENT}
        return AmountProgress(stage, self._authority(candidate), Modality.PROJECTED if projected else Modality.STATED)

    def _authority(self, candidate: Candidate) -> str | None:
        """The authority named in the amount's sentence, the nearest if there are several; else the last one before
        it, near, or anywhere when the sentence speaks of one ("the regulator"); else that of the title."""
        named, document = self._named, self._document
        first, last = (bisect_left(named, end, key=lambda one: one.start) for end in (candidate.begin, candidate.limit))
        inside = named[first:last]
        if inside:
            return min(inside, key=lambda one: (one.weak, _gap(document, candidate, one.start, one.end))).name
        words = document.lexicon.money.authority_described
        described = next(iter(document.matches(words, candidate.begin, candidate.limit)), None)
        near = document.sentences[max(0, candidate.sentence - _SENTENCES_BACK)][0]
        if first and (described or named[first - 1].start >= near):
            return named[first - 1].name
        if self._titled:
            return self._titled[0].name
        return document.text[described.start() : described.end()] if described else None

    @cached_property
    def _named(self) -> list[Authority]:
        return find_authorities(self._document.plain, self._document.lexicon)

    @cached_property
    def _titled(self) -> list[Authority]:
        return find_authorities(self._document.title, self._document.lexicon)


def find_authorities(plain: str, lexicon: Lexicon) -> list[Authority]:
    """The names of regulators and courts in text order, without those that the text says are fined."""
    found, money = [], lexicon.money
    lead = lexicon.subject_grammar.determiners | lexicon.subject_grammar.prepositions
    folded = fold(plain)
    for match in money.authority_named.finditer(plain):
        start, name = match.start("name"), match["name"]
        while " " in name and _leads(name, lead, money):
            start += len(name.partition(" ")[0]) + 1
            name = plain[start : match.end("name")]
        if not money.authority_fined.search(folded, max(0, start - 40), start):
            found.append(Authority(start, match.end("name"), name, match["weak"] is not None))
    return found


def _nearest_stage(document: Document, candidate: Candidate, *, superseded: bool) -> tuple[bool, StageKind | None]:
    """Whether the sentence tells of a stage, and which; longer wordings contain shorter ones and are tried first.

    "Fined" and "settled" say the least: a word for a later stage a little further off says how far it got. An amount
    that another one replaced is not what was reduced or confirmed.
    """
    money, reach = document.lexicon.money, (_BEFORE, _AFTER)
    found = [
        (match.span(), stage)
        for stage, pattern in money.stages
        for match in near(document, pattern, candidate, reach)
        if match.start() >= candidate.number.end or match.end() <= candidate.number.start
    ]
    spans = [span for span, _ in found] + [match.span() for match in near(document, money.unreached, candidate, reach)]
    best: tuple[int, StageKind | None] | None = None
    for span, stage in found:
        weaker = _WEAKER if stage in _FIRST else 0
        left, right = _between(candidate, *span)
        if best is not None and right - left + weaker >= best[0]:
            continue
        if any(_holds(other, span) for other in spans) or (superseded and stage in _OF_THE_LAST_AMOUNT):
            continue
        distance = _gap(document, candidate, *span) + weaker
        if best is None or distance < best[0]:
            best = distance, stage
    return best is not None, best[1] if best else None


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _gap(document: Document, candidate: Candidate, start: int, end: int) -> int:
    """The characters between the two; a clause boundary adds to them."""
    left, right = _between(candidate, start, end)
    clause = document.lexicon.speech_grammar.clause.search(document.folded, left, right)
    return right - left + (100 if clause else 0)


def _between(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    return (end, candidate.number.start) if end <= candidate.number.start else (candidate.number.end, start)


def _leads(name: str, words: frozenset[str], money: MoneyWords) -> bool:
    """Whether the first word is not part of the name: "The UK ...", "Ireland's Data Protection Commission".

    "Information Commissioner's Office" is one name.
    """
    first, _, rest = name.partition(" ")
    foreign = first.endswith("'s") and not rest.startswith(money.authority_office)
    return first.lower() in words or first in money.authority_lead or foreign
