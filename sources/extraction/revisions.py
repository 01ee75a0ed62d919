"""Numbers that replace others of the same article: seen only once all of them are read."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.figures.vocabulary import Metric, Scope
from sources.extraction.document import Document
from sources.extraction.mention import Mention, Relation, RelationType
from sources.extraction.scopes import CORE_UNITS

_SENTENCES_APART = 3
_MENTIONS_APART = 20
_LEAD = 60


def link_revisions(document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with every superseded number tied to the total that replaces it, and the other way round.

    "Raised from 3 to 5 million": 3 million is `revised_from` with target 5 million, and 5 million is
    `more_than_previous`, with 3 million implied. A total that an increment was added to becomes `more_than_previous`
    too; what the increment implies is told by the increment alone.
    """
    linked = [_superseded_by_next(document, mentions, index) for index in range(len(mentions))]
    for index, mention in enumerate(linked):
        relation = mention.relation
        if relation is None:
            continue
        if relation.type is RelationType.REVISED_FROM:
            _link_superseded(document, linked, index)
        elif relation.type is RelationType.MORE_THAN_PREVIOUS and mention.scope is Scope.DELTA:
            _link_increment(document, linked, index)
    return tuple(linked)


def _superseded_by_next(document: Document, mentions: Sequence[Mention], index: int) -> Mention:
    """The mention, told as an earlier figure when the next one of its kind is told as the new one.

    "In May the club spoke of 8,000 members. The number is now 20,000."
    """
    mention = mentions[index]
    if index + 1 == len(mentions) or mention.relation is not None or mention.scope is not Scope.TOTAL:
        return mention
    following = mentions[index + 1]
    if (
        mention.value is None
        or mention.negated
        or following.scope is not Scope.TOTAL
        or following.unit is not mention.unit
    ):
        return mention
    apart = document.sentence_index(following.start) - document.sentence_index(mention.start)
    lead = max(mention.end, following.start - _LEAD)
    renewed = document.lexicon.relations.renewed.search(document.folded, lead, following.start)
    if apart > 1 or renewed is None or not _replaces(mention, following):
        return mention
    return replace(mention, scope=Scope.SUPERSEDED, relation=Relation(RelationType.REVISED_FROM))


def _link_superseded(document: Document, linked: list[Mention], index: int) -> None:
    superseded = linked[index]
    found = _replacement(document, linked, index)
    if found is None or superseded.value is None:
        return
    total = linked[found]
    linked[index] = replace(superseded, relation=Relation(RelationType.REVISED_FROM, None, total.value))
    more = total.value is not None and total.value > superseded.value
    kind = RelationType.MORE_THAN_PREVIOUS if more else RelationType.FEWER_THAN_PREVIOUS
    if total.relation is None or total.relation.target is None:
        linked[found] = replace(total, relation=Relation(kind, superseded.value, superseded.value))


def _link_increment(document: Document, linked: list[Mention], index: int) -> None:
    found = _replacement(document, linked, index)
    if found is not None and linked[found].relation is None:
        linked[found] = replace(linked[found], relation=Relation(RelationType.MORE_THAN_PREVIOUS))


def _replacement(document: Document, linked: Sequence[Mention], index: int) -> int | None:
    """The nearest standing total of a like unit: in the same sentence if there is one, else after, else before."""
    earlier = linked[index]
    place = document.sentence_index(earlier.start)
    best: tuple[int, int, int] | None = None
    for at in range(max(0, index - _MENTIONS_APART), min(len(linked), index + _MENTIONS_APART)):
        mention = linked[at]
        distance = document.sentence_index(mention.start) - place
        if at == index or abs(distance) > _SENTENCES_APART or not _replaces(earlier, mention):
            continue
        rank = (abs(distance), mention.unit is not earlier.unit, abs(at - index))
        if best is None or rank < best[:3]:
            best = rank
            found = at
    return None if best is None else found


def _replaces(earlier: Mention, mention: Mention) -> bool:
    if mention.metric is not earlier.metric or mention.negated or mention.value is None:
        return False
    if mention.scope in {Scope.SUPERSEDED, Scope.DELTA, Scope.AGGREGATE} or mention.value == earlier.value:
        return False
    if mention.country is not None and mention.country != earlier.country:
        return False
    if mention.metric is not Metric.AFFECTED:
        return mention.currency == earlier.currency
    return mention.unit is earlier.unit or (mention.unit in CORE_UNITS and earlier.unit in CORE_UNITS)
