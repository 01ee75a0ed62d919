"""The sums of money of a document, and which of them an authority sets or a settlement is about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from incidents.vocabulary import Hedge
from sources.extraction.classify.money import dollars_of
from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate, find_candidates, has_money
from sources.extraction.lexicon.proceeding_words import SumWords
from sources.extraction.mention import Amount

_AROUND = 45
_REACH = 80
_BESIDE = 15
_PARTS = (2, 3, 4)
_MOST_SUMS = 150  # a text with more is a table, whose rows tell of many cases


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money in its sentence [begin, limit); `before` and `after` bound the part of the sentence about it."""

    start: int
    end: int
    value: Amount
    currency: str
    hedge: Hedge
    sentence: int
    begin: int
    limit: int
    before: int
    after: int
    other: tuple[Amount, str] | None = None


def find_sums(document: Document) -> list[Sum]:
    """Every sum in text order. A sum given in two currencies is one sum, whose `other` is the second."""
    found: list[Sum] = []
    dollars = dollars_of(document)
    for candidate in find_candidates(document) if has_money(document) else ():
        one = _sum(candidate)
        if one is None:
            continue
        if dollars and document.folded.startswith("$", one.start):
            one = replace(one, currency=dollars)
        last = found[-1] if found else None
        if last is not None and _converts(document, last, one):
            found[-1] = replace(last, end=last.end, other=last.other or (one.value, one.currency), after=one.end)
        else:
            found.append(one)
        if len(found) > _MOST_SUMS:
            break
    return _parted(found[:_MOST_SUMS])


def _sum(candidate: Candidate) -> Sum | None:
    number = candidate.number
    if not number.currency or number.value is None:
        return None
    return Sum(
        number.start,
        number.end,
        number.value,
        number.currency,
        candidate.hedge,
        candidate.sentence,
        candidate.begin,
        candidate.limit,
        candidate.begin,
        number.end,
    )


def _converts(document: Document, first: Sum, second: Sum) -> bool:
    if first.sentence != second.sentence or first.currency == second.currency:
        return False
    between = document.folded[first.after : second.start]
    return len(between) < _AROUND and document.lexicon.money.conversion.fullmatch(between) is not None


def _parted(sums: list[Sum]) -> list[Sum]:
    """The sums, each with the part of the sentence that belongs to it: from the sum before to the sum after."""
    parted = []
    for at, one in enumerate(sums):
        earlier = sums[at - 1] if at and sums[at - 1].sentence == one.sentence else None
        later = sums[at + 1] if at + 1 < len(sums) and sums[at + 1].sentence == one.sentence else None
        parted.append(
            replace(
                one,
                before=earlier.after if earlier else one.begin,
                after=later.start if later else max(one.limit, one.after),
            )
        )
    return parted


def clause_of(document: Document, one: Sum) -> tuple[int, int]:
    """The clause around the sum, within its own part of the sentence."""
    begin, end = one.before, one.after
    for boundary in document.lexicon.money.clause.finditer(document.folded, one.before, one.start):
        begin = boundary.end()
    boundary_after = document.lexicon.money.clause.search(document.folded, one.end, one.after)
    if boundary_after:
        end = boundary_after.start()
    return begin, end


@dataclass(frozen=True, slots=True)
class Judged:
    """A sum, and the reason why it is no step's; that is empty if it may be one."""

    sum: Sum
    excluded: str = ""

    @property
    def spending(self) -> bool:
        return self.excluded == "spending"


def judge(document: Document, sums: list[Sum], words: SumWords) -> list[Judged]:
    """Each sum with the reason that speaks against it. A share in an incomplete phrase has the reason of the one
    before, and neighbouring sums that add up to another are its parts."""
    parts = _parts(sums)
    judged: list[Judged] = []
    for at, one in enumerate(sums):
        reason = _reason(document, one, words) or _punishes_a_person(document, one, words)
        last = judged[-1] if judged else None
        if not reason and at in parts:
            reason = "share"
        if not reason and last is not None and last.excluded == "share" and last.sum.sentence == one.sentence:
            between = document.folded[last.sum.end : one.start]
            if words.shortened.search(between[-40:]) and not words.purposes[0][1].search(
                document.folded, one.end, one.after
            ):
                reason = "share"
        judged.append(Judged(one, reason))
    return judged


def _parts(sums: list[Sum]) -> set[int]:
    """Which sums are parts: two to four in a row in a sentence that add up to one before or after."""
    found: set[int] = set()
    for count in _PARTS:
        for at in range(len(sums) - count + 1):
            run = sums[at : at + count]
            if len({(one.sentence, one.currency) for one in run}) > 1:
                continue
            whole = sum(one.value for one in run)
            others = (one for one in sums if one.value == whole and one.currency == run[0].currency)
            if any(one not in run for one in others):
                found.update(range(at, at + count))
    return found


def _reason(document: Document, one: Sum, words: SumWords) -> str:
    return next(_reasons(document.folded, one, clause_of(document, one), words), "")


def _reasons(folded: str, one: Sum, clause: tuple[int, int], words: SumWords) -> Iterator[str]:
    """What speaks against the sum, the plainest reason first. A noun right after it ("a 5 million fine") weighs more
    than the words before it."""
    begin, end = clause
    low = max(begin, one.start - _REACH)
    named = words.noun.match(folded, one.end) is not None
    if words.never.search(folded, max(begin, one.start - _AROUND), min(end, one.end + _AROUND)):
        yield "other"
    if words.asked.search(folded, low, one.start) and not named:
        yield "asked"
    yield from (name for name, pattern in words.before if pattern.search(folded, low, one.start))
    if words.spending_after.match(folded, one.end, end):
        yield "spending"
    if words.share_after.match(folded, one.end, end):
        yield "share"
    if words.share_before.search(folded, low, one.start) and not named:
        yield "share"
    if words.hypothetical.search(folded, begin, end):
        yield "hypothetical"
    if _is_ceiling(folded, one, begin, end, words):
        yield "ceiling"
    unsurpassed = words.unsurpassed.search(folded, begin, one.start)
    if words.not_fined.search(folded, begin, min(end, one.end + _BESIDE)) and not unsurpassed:
        yield "denied"


def _punishes_a_person(document: Document, one: Sum, words: SumWords) -> str:
    """Why the sum is no step against an organisation: its sentence, or the one that it continues, speaks of prison."""
    begin = document.sentences[one.sentence][0]
    if document.matches(words.goes_on, begin, one.limit):
        begin = document.sentences[max(0, one.sentence - 1)][0]
    return "sentenced" if document.matches(words.sentenced, begin, one.limit) else ""


def _is_ceiling(folded: str, one: Sum, begin: int, end: int, words: SumWords) -> bool:
    """Whether it is only what a law allows, or the most that may come, and the sentence does not say that it was
    decided. "Up to 4% of turnover, which comes to 5 million" spells out what the law allows."""
    if words.spells_out.match(folded, begin, one.start) and words.ceiling.search(folded, one.begin, begin):
        return True
    bounded = one.hedge in {Hedge.UP_TO, Hedge.LESS_THAN}
    if words.ceiling.search(folded, begin, one.start) or (bounded and words.modal.search(folded, begin, one.start)):
        return words.decided.search(folded, begin, end) is None
    return False
