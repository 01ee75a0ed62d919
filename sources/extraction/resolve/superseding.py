"""Which numbers of an article are earlier ones that others of it have replaced."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import ALIKE_UNITS, Metric, Scope
from sources.extraction.classify.parts import listed_between
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import counted_after
from sources.extraction.mention import ExtractedMention, MentionRelation, RelationType

_MENTIONS_ON = 3
_LEAD = 60
_BEFORE = 90


def mark_superseded(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; those that a neighbour shows to be superseded are marked: called former, before a new one, again.

    "In May the club spoke of 8,000 members. The number is now 20,000."
    "The club counts 20,000 victims. A month ago it spoke of 8,000."
    "In May 2016 the club announced that ... 8,000. On June 3, 2017 it announced that ... 20,000."
    """
    marked = [_judged(document, mentions, index) for index in range(len(mentions))]
    earlier = {(mention.value, mention.currency): mention for mention in marked if is_superseded(mention)}
    marked = [_superseded(one) if _repeats(one, earlier.get((one.value, one.currency))) else one for one in marked]
    return _with_a_current_one(marked)


def _with_a_current_one(mentions: list[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; where all counts of the own incident are given as earlier ones, the first is the current one: what
    was replaced was replaced by something."""
    counts = [one for one in mentions if one.metric is Metric.AFFECTED and one.primary and not one.negated]
    if len(counts) < 2 or not all(is_superseded(one) for one in counts):
        return mentions
    return [replace(one, scope=Scope.TOTAL, relation=None) if one is counts[0] else one for one in mentions]


def _repeats(mention: ExtractedMention, superseded: ExtractedMention | None) -> bool:
    """Whether the mention tells a superseded number again, and not as another speaker's."""
    if superseded is None or not _may_be_superseded(mention):
        return False
    return mention.attribution in {None, superseded.attribution} or superseded.attribution is None


def _judged(document: Document, mentions: Sequence[ExtractedMention], index: int) -> ExtractedMention:
    mention = mentions[index]
    if _is_compared(document, mentions, index):
        return replace(mention, scope=Scope.TOTAL, relation=None)
    if not _may_be_superseded(mention):
        return mention
    former = _has_successor(document, mentions, index) or _is_former(document, mentions, index)
    return _superseded(mention) if former else mention


def is_superseded(mention: ExtractedMention) -> bool:
    return mention.relation is not None and mention.relation.type is RelationType.REVISED_FROM


def replaces(earlier: ExtractedMention, mention: ExtractedMention, *, beside: bool = False) -> bool:
    """Whether the mention may have replaced the earlier one. If they are `beside` each other in one sentence, a country
    that only the new one names is that of both."""
    if mention.metric is not earlier.metric or mention.negated or mention.value is None:
        return False
    if mention.primary is not earlier.primary:
        return False
    if mention.scope in {Scope.SUPERSEDED, Scope.DELTA, Scope.AGGREGATE} or mention.value == earlier.value:
        return False
    if mention.country not in {None, earlier.country} and not (beside and earlier.country is None):
        return False
    if mention.metric is not Metric.AFFECTED:
        return mention.currency == earlier.currency
    return mention.unit is earlier.unit or {mention.unit, earlier.unit} <= ALIKE_UNITS


def are_listed(document: Document, one: ExtractedMention, other: ExtractedMention) -> bool:
    """Whether two numbers stand side by side in a list, so that neither replaces the other: "it had counted 5,000
    members and 2,000 card holders"."""
    first, second = sorted((one, other), key=lambda mention: mention.start)
    counted = counted_after(document.folded, first.end, first.quote_end, document.lexicon)
    if first.quote_start != second.quote_start or counted.unit is None:
        return False
    between = listed_between(document, first, second, counted).replace(",", " ").split()
    return between[:1] == [document.lexicon.noun_grammar.adding]


def _superseded(mention: ExtractedMention) -> ExtractedMention:
    return replace(mention, scope=Scope.SUPERSEDED, relation=MentionRelation(RelationType.REVISED_FROM))


def _is_whole(mention: ExtractedMention) -> bool:
    """Whether the number is of all that were hit, or of all of a country's."""
    return mention.scope is Scope.TOTAL or (mention.scope is Scope.SUBSET and mention.country is not None)


def _may_be_superseded(mention: ExtractedMention) -> bool:
    return (
        mention.relation is None
        and _is_whole(mention)
        and mention.value is not None
        and mention.primary
        and not mention.negated
    )


def _is_compared(document: Document, mentions: Sequence[ExtractedMention], index: int) -> bool:
    """Whether this number holds, though given as earlier, since it is compared with a still earlier one: "Earlier the
    club had said that 20,000 were hit, above the 8,000 that it first gave"."""
    if index + 1 == len(mentions):
        return False
    mention, following = mentions[index], mentions[index + 1]
    beside = mention.quote_start == following.quote_start and is_superseded(mention) and is_superseded(following)
    between = document.folded[mention.end : following.start]
    return beside and document.lexicon.relations.compared.search(between) is not None


def _has_successor(document: Document, mentions: Sequence[ExtractedMention], index: int) -> bool:
    mention = mentions[index]
    for distance, following in enumerate(mentions[index + 1 : index + 1 + _MENTIONS_ON]):
        apart = document.sentence_index(following.start) - document.sentence_index(mention.start)
        if apart > 1:
            return False
        if not _is_whole(following) or not replaces(mention, following) or _is_rival(document, mention, following):
            continue
        given_as_new = following.unit is mention.unit and distance == 0 and _is_new(document, mention, following)
        if given_as_new or _is_dated_after(document, mention, following):
            return True
    return False


def _is_rival(document: Document, mention: ExtractedMention, following: ExtractedMention) -> bool:
    """Whether two speakers contradict each other, so that neither number replaces the other: "the club admits 8,000,
    but the police hold that the true figure is 20,000"."""
    both = mention.attribution is not None and following.attribution is not None
    if not both or mention.attribution == following.attribution or mention.quote_start != following.quote_start:
        return False
    return document.lexicon.speech_grammar.clause.search(document.folded, mention.end, following.start) is not None


def _is_new(document: Document, mention: ExtractedMention, following: ExtractedMention) -> bool:
    relations, lead = document.lexicon.relations, max(mention.end, following.start - _LEAD)
    larger = following.value is not None and mention.value is not None and following.value > mention.value
    return (
        relations.renewed.search(document.folded, lead, following.start) is not None
        or (larger and relations.grown.search(document.folded, lead, following.start) is not None)
        or _has_moved(mention, following)
    )


def _is_dated_after(document: Document, mention: ExtractedMention, following: ExtractedMention) -> bool:
    """Whether, by the text, the same kind of speaker gave the first number at an earlier date than the second."""
    if mention.attribution is None or mention.attribution_kind is not following.attribution_kind:
        return False
    first, second = _date(document, mention), _date(document, following)
    return first is not None and second is not None and first < second


def _date(document: Document, mention: ExtractedMention) -> tuple[int, int] | None:
    """The year and month that the sentence names last before the number."""
    grammar = document.lexicon.number_grammar
    dates = list(grammar.dated.finditer(document.folded, mention.quote_start, mention.start))
    return (int(dates[-1]["year"]), grammar.months[dates[-1]["month"][:3]]) if dates else None


def _has_moved(mention: ExtractedMention, following: ExtractedMention) -> bool:
    """Whether the text says that the next number rose or fell, and that fits a change from this one."""
    if following.relation is None or following.value is None or mention.value is None:
        return False
    if following.relation.type is RelationType.MORE_THAN_PREVIOUS:
        return following.value > mention.value
    return following.relation.type is RelationType.FEWER_THAN_PREVIOUS and following.value < mention.value


def _is_former(document: Document, mentions: Sequence[ExtractedMention], index: int) -> bool:
    patterns, mention = document.lexicon.relations, mentions[index]
    before = document.folded[max(mention.quote_start, mention.start - _BEFORE) : mention.start]
    after = patterns.former_after.match(document.folded, mention.end, mention.quote_end)
    former = after is not None or patterns.former_before.search(before) is not None
    if not former and patterns.former_dated.search(before) is None:
        return False
    place = document.sentence_index(mention.start)
    return any(
        _is_whole(other) and abs(place - document.sentence_index(other.start)) <= 1 and replaces(mention, other)
        for other in mentions[max(0, index - _MENTIONS_ON) : index + _MENTIONS_ON]
        if (former or _holds_now(document, mention, other)) and not are_listed(document, mention, other)
    )


def _holds_now(document: Document, mention: ExtractedMention, other: ExtractedMention) -> bool:
    """Whether the other number follows the dated one in its sentence, or is given as new: "in June it said 4,000"."""
    if other.quote_start == mention.quote_start:
        return other.start > mention.start
    lead = max(other.quote_start, other.start - _LEAD)
    return document.lexicon.relations.renewed.search(document.folded, lead, other.start) is not None
