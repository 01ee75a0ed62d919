"""Which steps the sentences of a document tell, with the sums that they set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from incidents.vocabulary import Hedge, StageKind
from sources.extraction.find.document import Document
from sources.extraction.lexicon.proceeding_words import ProceedingWords, SumWords
from sources.extraction.mention import Amount
from sources.extraction.proceedings.sums import Judged, Sum, clause_of

_CLAUSE_COSTS = 50
_NEAR = 3  # sentences
_SMALLEST_SHARE = 0.05
_MOST_SPENT = 8  # sums that an organisation spends on its own security
_SHORTEST_SENTENCE = 6  # characters: who does what
_MOST_BARE = 150
_BEFORE = 60  # characters


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its span, its sentence, the part of it [begin, end_of_part) that speaks of it.

    former  an earlier sum: "well below the 99 million that it had planned"
    sued    whether the case that is opened is one in court
    """

    kind: StageKind
    start: int
    end: int
    sentence: tuple[int, int]
    begin: int
    end_of_part: int
    amount: Amount | None = None
    currency: str = ""
    hedge: Hedge = Hedge.EXACT
    other: tuple[Amount, str] | None = None
    former: bool = False
    sued: bool = False


def find_steps(document: Document, sums: Sequence[Judged], words: ProceedingWords) -> list[Step]:
    """The steps in text order."""
    with_sums = _less_own_spending(document, sums, list(_with_sums(document, sums, words)))
    with_sums = _without_small_shares(with_sums)
    bare = _without_sums(document, words, with_sums)
    return sorted([*with_sums, *islice(bare, _MOST_BARE)], key=lambda step: step.start)


def _with_sums(document: Document, sums: Sequence[Judged], words: ProceedingWords) -> Iterator[Step]:
    last: tuple[str, int] | None = None
    before: Step | None = None
    for judged in sums:
        one = judged.sum
        purpose = _purpose(document, one, words.sums)
        if purpose == "payment" or (purpose is None and last is not None and last[1] == one.sentence):
            past = words.times.retrospective.search(document.folded, *clause_of(document, one))
            purpose = None if past else _purpose_nearby(document, one, last, words.sums)
        if purpose is None and _is_intended(document, one, words.sums):
            purpose = "fine" if _purpose_nearby(document, one, last, words.sums) == "fine" else None
        if purpose is None or judged.excluded:
            continue
        step = _step(document, one, purpose, words)
        if step is not None:
            if before is not None and _is_listed_after(document, before, step):
                step = replace(step, kind=before.kind, former=before.former)
            before, last = step, (purpose, one.sentence)
            yield step


def _is_listed_after(document: Document, before: Step, step: Step) -> bool:
    """Whether only a comma or "and" stands between the two sums: "the proposal had been 25 million and 20 million"."""
    between = document.folded[before.end : step.start]
    return document.lexicon.scopes.listed.fullmatch(between) is not None


def _purpose(document: Document, one: Sum, words: SumWords) -> str | None:
    """What the sum is, by the nearest words: "fine", "settlement", "payment" or None."""
    for low, high in ((one.before, one.after), (one.begin, max(one.limit, one.end))):
        best: tuple[int, str] | None = None
        for name, pattern in words.purposes:
            for match in pattern.finditer(document.folded, low, high):
                gap = _gap(document, one, match.start(), match.end()) + _CLAUSE_COSTS * (name == "payment")
                if best is None or gap < best[0]:
                    best = gap, name
        if best is not None:
            return best[1]
    return None


def _gap(document: Document, one: Sum, start: int, end: int) -> int:
    low, high = (end, one.start) if end <= one.start else (one.end, start)
    between = document.folded[low:high] if low < high else ""
    return max(0, high - low) + _CLAUSE_COSTS * any(mark in between for mark in document.lexicon.money.boundaries)


def _purpose_nearby(document: Document, one: Sum, last: tuple[str, int] | None, words: SumWords) -> str | None:
    """What a payment is for when its own sentence does not say: the step given shortly before, else the title's."""
    if last is not None and one.sentence - last[1] <= _NEAR:
        return last[0]
    around = max(0, one.sentence - 1)
    begin = document.sentences[around][0]
    for text, low, high in ((document.title.lower(), 0, len(document.title)), (document.folded, begin, one.limit)):
        for name, pattern in words.purposes:
            if name != "payment" and pattern.search(text, low, high):
                return name
    return None


def _step(document: Document, one: Sum, purpose: str, words: ProceedingWords) -> Step | None:
    begin, _ = clause_of(document, one)
    former = words.times.former.search(document.folded, max(begin, one.start - 60), one.start) is not None
    former = former and words.sums.unsurpassed.search(document.folded, begin, one.start) is None
    former = former or _is_cut(document, one, words.sums)
    kind = _kind(document, one, purpose, words.sums, former=former)
    if kind is None:
        return None
    return Step(
        kind,
        one.start,
        one.end,
        (one.begin, max(one.limit, one.end)),
        one.start if _became(document, one, words.sums) else one.before,
        one.after,
        one.value,
        one.currency,
        one.hedge,
        one.other,
        former,
    )


def _is_cut(document: Document, one: Sum, words: SumWords) -> bool:
    """Whether the next sum replaces it: the 9 million of "reduced a 9 million fine to 1 million"."""
    between = document.folded[one.end : one.after].rstrip()
    if one.after < one.limit and words.becomes.search(between) and _is_about_a_cut(document, one, words):
        return True
    return between.endswith(words.cut_to) and words.reduced.search(document.folded, one.begin, one.start) is not None


def _became(document: Document, one: Sum, words: SumWords) -> bool:
    """Whether it is what a cut leaves: the 1 million of "the 9 million set in May becomes 1 million". The words before
    it in the sentence are about the other sum."""
    lead = document.folded[one.before : one.start]
    return one.before > one.begin and words.becomes.search(lead) is not None and _is_about_a_cut(document, one, words)


def _is_about_a_cut(document: Document, one: Sum, words: SumWords) -> bool:
    """Whether the title, the sentence or the one before speaks of reducing."""
    begin = document.sentences[max(0, one.sentence - 1)][0]
    title = document.title.lower()
    return bool(words.reduced.search(title) or words.reduced.search(document.folded, begin, one.limit))


def _kind(document: Document, one: Sum, purpose: str, words: SumWords, *, former: bool) -> StageKind | None:
    """The kind of step, or None: the first row that fits.

    | the sum                                        | kind             |
    | ---------------------------------------------- | ---------------- |
    | is a fine that is intended, proposed           | notice of intent |
    | was the sum of an earlier step                 | none             |
    | is a fine that may come                        | notice of intent |
    | is what an earlier one was cut to              | reduced          |
    | has been paid                                  | paid             |
    | was approved by a court, upheld                | final            |
    | else a fine; a settlement                      | decision; settlement |
    """
    return next(_kinds(document, one, purpose, words, former=former), None)


def _kinds(document: Document, one: Sum, purpose: str, words: SumWords, *, former: bool) -> Iterator[StageKind | None]:
    folded = document.folded
    begin, end = clause_of(document, one)
    fined = purpose == "fine"
    might = words.modal.search(folded, begin, one.start) and not words.decided.search(folded, begin, end)
    lead = folded[one.begin : one.start].rstrip()
    if fined and _is_intended(document, one, words):
        yield StageKind.NOTICE_OF_INTENT
    if former:
        yield None
    if fined and might:
        yield StageKind.NOTICE_OF_INTENT
    if (words.reduced.search(lead) and lead.endswith(words.reduced_to)) or _became(document, one, words):
        yield StageKind.REDUCED
    if words.paid.search(folded, begin, end):
        yield StageKind.PAID
    if words.final.search(folded, begin, end):
        yield StageKind.FINAL
    yield StageKind.DECISION if fined and not _is_settlement(document, one, words) else StageKind.SETTLEMENT


def _is_intended(document: Document, one: Sum, words: SumWords) -> bool:
    """Whether its clause speaks of an intention, and not of that of the next sum: "14, down from an intended 45"."""
    folded = document.folded
    found = words.intent.finditer(folded, *clause_of(document, one))
    return any(match.end() < one.end or folded[match.end() : one.after].strip() for match in found)


def _is_settlement(document: Document, one: Sum, words: SumWords) -> bool:
    """Whether a penalty is paid under a settlement: the title tells one, and the sentence does not say that the penalty
    was imposed."""
    purposes = dict(words.purposes)
    title = document.title.lower()
    if not purposes["settlement"].search(title) or purposes["fine"].search(title):
        return False
    return words.decided.search(document.folded, one.begin, one.limit) is None


def _less_own_spending(document: Document, sums: Sequence[Judged], steps: list[Step]) -> list[Step]:
    """The steps, with the sum that is paid if a text splits their sum into that and what the organisation must spend on
    its own security, which is paid to nobody."""
    spent = [judged.sum for judged in sums if judged.spending][:_MOST_SPENT]
    parts = [judged.sum for judged in sums if not judged.spending]
    found = []
    for step in steps:
        paid = next((part for part in parts if any(_makes_up(part, own, step) for own in spent)), None)
        if paid is None:
            found.append(step)
        else:
            sentence = (paid.begin, max(paid.limit, paid.end))
            found.append(replace(step, start=paid.start, end=paid.end, sentence=sentence, amount=paid.value))
    return found


def _makes_up(part: Sum, own: Sum, step: Step) -> bool:
    """Whether the two add up to the step's sum, within a hundredth."""
    if (
        step.amount is None
        or step.kind is not StageKind.SETTLEMENT
        or part.start == step.start
        or {part.currency, own.currency} != {step.currency}
    ):
        return False
    return abs(Decimal(part.value) + Decimal(own.value) - Decimal(step.amount)) * 100 <= step.amount


def _without_small_shares(steps: list[Step]) -> list[Step]:
    """The steps without settled sums far smaller than the largest: these are what each of many gets."""
    settled = [step.amount for step in steps if step.kind is StageKind.SETTLEMENT and step.amount is not None]
    least = float(max(settled, default=0)) * _SMALLEST_SHARE
    return [
        step
        for step in steps
        if step.kind is not StageKind.SETTLEMENT or step.amount is None or float(step.amount) >= least
    ]


def _without_sums(document: Document, words: ProceedingWords, with_sums: Sequence[Step]) -> Iterator[Step]:
    for index, (begin, limit) in enumerate(document.sentences):
        if limit - begin < _SHORTEST_SENTENCE or not words.steps.any_step.search(document.folded, begin, limit):
            continue
        for name, kind, pattern in words.steps.steps:
            match = pattern.search(document.folded, begin, limit)
            if match is None or not _happened(document, words, begin, match.span(), name):
                continue
            if not _is_due(document, words, index, name, with_sums):
                continue
            yield Step(kind, match.start(), match.end(), (begin, limit), begin, limit, sued=name == "sued")
            break


def _happened(document: Document, words: ProceedingWords, begin: int, span: tuple[int, int], name: str) -> bool:
    """Whether the step is given as taken, and not as possible, demanded or announced."""
    low = max(begin, span[0] - _BEFORE)
    if name == "appeal":
        return words.steps.no_appeal.search(document.folded, low, span[1]) is None
    return words.steps.not_yet.search(document.folded, low, span[0]) is None


def _is_due(document: Document, words: ProceedingWords, index: int, name: str, with_sums: Sequence[Step]) -> bool:
    """Whether such a step can be meant: an appeal or annulment needs a fine or settlement nearby, any other step a
    sentence without a step that has a sum."""
    begin, limit = document.sentences[index]
    if name in {"annulled", "upheld", "appeal"}:
        low = document.sentences[max(0, index - _NEAR)][0]
        purposes = dict(words.sums.purposes)
        return any(purposes[kind].search(document.folded, low, limit) for kind in ("fine", "settlement"))
    return not any(step.sentence == (begin, limit) for step in with_sums)
