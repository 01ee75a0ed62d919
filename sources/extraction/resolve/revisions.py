"""Numbers that replace others of the same article, found once all of them are read."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import Scope
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import counted_after, is_of_data
from sources.extraction.mention import ExtractedMention, MentionRelation, RelationType
from sources.extraction.resolve.superseding import are_listed, is_superseded, mark_superseded, replaces

_SENTENCES_APART = 6
_MENTIONS_APART = 20
_LEAD = 60


def link_revisions(document: Document, mentions: Sequence[ExtractedMention]) -> tuple[ExtractedMention, ...]:
    """The mentions with every superseded number tied to the total that replaces it, and the other way round.

    "Raised from 3 to 5 million": 3 million is `revised_from` with target 5 million, and 5 million is
    `more_than_previous`, with 3 million implied. A total that an increment was added to becomes `more_than_previous`
    too, but only the increment has what it implies.
    """
    linked = mark_superseded(document, mentions)
    for index, mention in enumerate(linked):
        relation = mention.relation
        if relation is None:
            continue
        if is_superseded(mention):
            _link_superseded(document, linked, index)
        elif relation.type is RelationType.ADDITIONAL:
            _link_sum(linked, index)
        elif mention.scope is Scope.DELTA:
            _link_increment(document, linked, index, relation.type)
    return tuple(linked)


def _link_superseded(document: Document, linked: list[ExtractedMention], index: int) -> None:
    superseded = linked[index]
    found = _replacement(document, linked, index)
    if found is None or superseded.value is None:
        return
    total = linked[found]
    linked[index] = replace(superseded, relation=MentionRelation(RelationType.REVISED_FROM, None, total.value))
    more = total.value is not None and total.value > superseded.value
    kind = RelationType.MORE_THAN_PREVIOUS if more else RelationType.FEWER_THAN_PREVIOUS
    if total.relation is None or total.relation.target is None:
        linked[found] = replace(total, relation=MentionRelation(kind, superseded.value, superseded.value))


def _link_sum(linked: list[ExtractedMention], index: int) -> None:
    """Mark the total that follows an increment as more than before: "Another 2 million people were hit, so that 7
    million are"."""
    added = linked[index]
    for at in range(index + 1, min(len(linked), index + 3)):
        total = linked[at]
        beside = total.quote_start == added.quote_start and total.scope is Scope.TOTAL and total.relation is None
        if beside and added.value is not None and replaces(added, total) and (total.value or 0) > added.value:
            linked[at] = replace(total, relation=MentionRelation(RelationType.MORE_THAN_PREVIOUS))
            return


def _link_increment(document: Document, linked: list[ExtractedMention], index: int, kind: RelationType) -> None:
    found = _replacement(document, linked, index)
    if found is not None and linked[found].relation is None:
        linked[found] = replace(linked[found], relation=MentionRelation(kind))


def _replacement(document: Document, linked: Sequence[ExtractedMention], index: int) -> int | None:
    """The place of the total that holds now, in the same or a similar unit: one in the same sentence, else a later one
    told as new, else an earlier one (news tells first what holds), else a later one. Numbers of a part ("for 5,000
    clients, card numbers were taken") come last; of two that are equal in this, the doubtful one does."""
    earlier = linked[index]
    place = document.sentence_index(earlier.start)
    best: tuple[tuple[float, ...], int] | None = None
    for at in range(max(0, index - _MENTIONS_APART), min(len(linked), index + _MENTIONS_APART)):
        mention = linked[at]
        apart = document.sentence_index(mention.start) - place
        if at == index or abs(apart) > _SENTENCES_APART or not replaces(earlier, mention, beside=apart == 0):
            continue
        if are_listed(document, earlier, mention):
            continue
        if mention.unit is not earlier.unit and _counts_data(document, mention):
            continue
        part, doubt = _is_of_a_part(document, mention), round(1 - mention.score, 1)
        order = _order(document, mention, apart)
        rank = (part, order, doubt, mention.unit is not earlier.unit, abs(apart), abs(at - index))
        if best is None or rank < best[0]:
            best = rank, at
    return None if best is None else best[1]


def _is_of_a_part(document: Document, mention: ExtractedMention) -> bool:
    lead = document.folded[mention.quote_start : mention.start]
    return document.lexicon.scopes.part_before.search(lead) is not None


def _counts_data(document: Document, mention: ExtractedMention) -> bool:
    """Whether it counts data and not people: "9,000 bank account numbers" do not replace a number of customers."""
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    return is_of_data(counted, document.lexicon)


def _order(document: Document, mention: ExtractedMention, apart: int) -> int:
    if apart == 0:
        return 0
    if apart < 0:
        return 2
    lead = max(mention.quote_start, mention.start - _LEAD)
    return 1 if document.lexicon.relations.renewed.search(document.folded, lead, mention.start) else 3
