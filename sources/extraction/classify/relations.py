"""How a number stands to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sources.extraction.find.document import Document
from sources.extraction.find.hedging import words_of_growth
from sources.extraction.find.number_candidates import Candidate
from sources.extraction.mention import Amount, MentionRelation, RelationType

_BEFORE = 90


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that was kept before this one: what relations refer to."""

    value: Amount | None
    sentence: int
    unit: str
    superseded: bool
    denied: bool


def find_relation(document: Document, candidate: Candidate, earlier: Sequence[Kept]) -> MentionRelation | None:
    """The relation that the words around the number tell, with the earlier figure where it follows from them."""
    folded, patterns = document.folded, document.lexicon.relations
    for pattern, kind in (
        (patterns.more, RelationType.MORE_THAN_PREVIOUS),
        (patterns.fewer, RelationType.FEWER_THAN_PREVIOUS),
    ):
        if pattern.match(folded, _next_word(folded, candidate.number.end, candidate.limit), candidate.limit):
            total = _standing(earlier, candidate)
            return MentionRelation(kind, _implied(candidate, kind, total), total)
    # "more than first thought" holds the words of a superseded figure, so it is looked for first.
    moved = _moved_after(document, candidate)
    if moved is not None:
        return MentionRelation(moved)
    if is_superseded(document, candidate):
        return MentionRelation(RelationType.REVISED_FROM)
    if _is_added(document, candidate):
        return MentionRelation(RelationType.ADDITIONAL, None, _standing(earlier, candidate))
    return _moved(document, candidate, earlier)


def _is_added(document: Document, candidate: Candidate) -> bool:
    """Whether the words around the number add it to another: "a further 8,000", "an additional leak of about 8,000"."""
    patterns, folded = document.lexicon.relations, document.folded
    starts = (candidate.number.start, candidate.start)  # behind the hedge, which may hold the word, and before it
    before = any(patterns.additional_before.search(folded[max(candidate.begin, at - 40) : at]) for at in starts)
    return before or patterns.additional_after.match(folded, candidate.number.end, candidate.limit) is not None


def _moved_after(document: Document, candidate: Candidate) -> RelationType | None:
    patterns, span = document.lexicon.relations, (candidate.noun_end, candidate.limit)
    if patterns.raised_after.match(document.folded, *span):
        return RelationType.MORE_THAN_PREVIOUS
    return RelationType.FEWER_THAN_PREVIOUS if patterns.lowered_after.match(document.folded, *span) else None


def _moved(document: Document, candidate: Candidate, earlier: Sequence[Kept]) -> MentionRelation | None:
    """The relation of a total that has risen or fallen ("raised the number to 5 million"), or is called revised."""
    patterns = document.lexicon.relations
    before = document.folded[max(candidate.begin, candidate.start - _BEFORE) : candidate.start]
    if patterns.raised_before.search(before):
        return MentionRelation(RelationType.MORE_THAN_PREVIOUS)
    if patterns.lowered_before.search(before):
        return MentionRelation(RelationType.FEWER_THAN_PREVIOUS)
    last, value = _standing(earlier, candidate), candidate.number.value
    if last in {None, value} or value is None or not patterns.revised_before.search(before):
        return None
    return MentionRelation(RelationType.MORE_THAN_PREVIOUS if value > (last or 0) else RelationType.FEWER_THAN_PREVIOUS)


def is_superseded(document: Document, candidate: Candidate) -> bool:
    """Whether the number is given as an earlier figure: "down from 4 million", "first thought to be 200,000". One that
    the count is only expected to exceed still holds."""
    folded, patterns = document.folded, document.lexicon.relations
    if words_of_growth(folded, candidate.number, candidate.begin, document.lexicon):
        return False
    before = folded[max(candidate.begin, candidate.start - _BEFORE) : candidate.start]
    if _is_disputed(document, candidate, before):
        return False
    if patterns.superseded_before.search(before) or _is_left_behind(document, candidate, before):
        return True
    return (
        patterns.superseded_after.match(folded, candidate.noun_end, min(candidate.limit, candidate.noun_end + 60))
        is not None
    )


def _is_left_behind(document: Document, candidate: Candidate, before: str) -> bool:
    """Whether the count went from this number to the next: "swelled from 4 million to 9 million", whatever the verb;
    but not in a range of what was hit ("hit from 4 to 9")."""
    patterns, events = document.lexicon.relations, document.lexicon.events
    left = patterns.moved_from.search(before)
    if left is None or candidate.number.currency:
        return False
    lead = before[: left.start()].rstrip()
    noun = events.breach_after.fullmatch(lead[lead.rfind(" ") + 1 :]) is not None
    if not noun and events.hits_before.search(lead):
        return False
    return patterns.moved_to.match(document.folded, candidate.number.end, candidate.limit) is not None


def _is_disputed(document: Document, candidate: Candidate, before: str) -> bool:
    """Whether it is a number in dispute, not an earlier one: "only 3 million, well under the 9 million given by the
    club"."""
    patterns = document.lexicon.relations
    after = patterns.disputed_after.match(document.folded, candidate.noun_end, candidate.limit)
    return after is not None and patterns.disputed_before.search(before) is not None


def _next_word(folded: str, position: int, limit: int) -> int:
    while position < limit and folded[position] == " ":
        position += 1
    return position


def _standing(earlier: Sequence[Kept], candidate: Candidate) -> Amount | None:
    """The last total that still holds before the number, within three sentences."""
    for kept in reversed(earlier):
        if kept.sentence < candidate.sentence - 3:
            break
        if kept.value is not None and not kept.superseded and not kept.denied:
            return kept.value
    return None


def _implied(candidate: Candidate, kind: RelationType, total: Amount | None) -> Amount | None:
    value = candidate.number.value
    if total is None or value is None:
        return None
    if kind is RelationType.MORE_THAN_PREVIOUS:
        return total - value if total > value else None
    return total + value
