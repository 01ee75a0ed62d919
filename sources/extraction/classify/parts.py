"""Numbers that count a part of what another number counts, found once all numbers of the article are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from incidents.vocabulary import Metric, Scope, SpeakerKind, Unit
from sources.extraction.find.areas import area_after, place_before
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import Counted, counted_after
from sources.extraction.mention import Amount, ExtractedMention

_LABEL = 80
_WHOLES = 8


@dataclass(frozen=True, slots=True)
class _List:
    """The places of its mentions, and whether they count kinds of one thing."""

    members: frozenset[int]
    kinds: bool


def mark_parts(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; those that a list, a share or a sentence about parts makes parts of a larger total become subsets.

    "9 million clients were hit. These are 5 million of the bank's, 3 million of Soutco and 1 million of Ruritania."
    "9 million clients were hit. For 200,000 clients card numbers were taken, too."
    "Thieves got 5 million encrypted passport numbers and 2 million unencrypted passport numbers."
    "9 million clients were hit. In Harrowgate, 80,000 clients were. 70,000 clients in Ohio were."
    "9 million clients were hit. The bank will pay the 5,000 clients whose data was posted."
    """
    lists, wholes = _lists(document, mentions), _largest(mentions)
    return [
        _part(document, mention) if _is_part(document, mentions, index, lists[index], wholes) else mention
        for index, mention in enumerate(mentions)
    ]


def _largest(mentions: Sequence[ExtractedMention]) -> dict[Unit, list[int]]:
    """The places of the largest totals of each unit: enough of them to find one that holds a given part."""
    wholes: dict[Unit, list[int]] = {}
    for index, mention in enumerate(mentions):
        if mention.scope is Scope.TOTAL and mention.primary and not mention.negated:
            wholes.setdefault(mention.unit, []).append(index)
    return {
        unit: sorted(places, key=lambda place: -float(_size(mentions[place])))[:_WHOLES]
        for unit, places in wholes.items()
    }


def _size(mention: ExtractedMention) -> Amount:
    return mention.value or mention.high or 0


def _part(document: Document, mention: ExtractedMention) -> ExtractedMention:
    """The mention as a subset, named by the noun that it counts."""
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    named = mention.scope_text or _place(document, mention) or _clause(document, mention) or counted.noun[:_LABEL]
    return replace(mention, scope=Scope.SUBSET, scope_text=named)


def _clause(document: Document, mention: ExtractedMention) -> str:
    """The relative clause that singles them out of all that were hit: "whose data was posted"."""
    clause = document.lexicon.scopes.part_after.search(document.folded, mention.end, mention.quote_end)
    if clause is None:
        return ""
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    return clause[0].strip()[:_LABEL] if clause.start() == max(counted.end, mention.end) else ""


def _place(document: Document, mention: ExtractedMention) -> str:
    """The place that the number's clause begins with, or the area where those counted live."""
    before = place_before(document, mention.quote_start, mention.start)
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    if before and before.split()[0].capitalize() not in document.lexicon.names_skipped:
        return before
    return area_after(document, counted.end, mention.quote_end)


def _is_part(
    document: Document,
    mentions: Sequence[ExtractedMention],
    index: int,
    listed: _List,
    wholes: Mapping[Unit, Sequence[int]],
) -> bool:
    mention = mentions[index]
    if not _may_be_part(mention):
        return False
    if listed.kinds:
        return True
    patterns = document.lexicon.scopes
    lead = document.folded[mention.quote_start : mention.start]
    given_as_part = (
        len(listed.members) > 1
        or patterns.part_before.search(lead) is not None
        or patterns.parts.match(lead) is not None
        or _place(document, mention) != ""
        or _clause(document, mention) != ""
    )
    return given_as_part and any(
        _is_whole_of(mention, mentions[at]) for at in wholes.get(mention.unit, ()) if at not in listed.members
    )


def _may_be_part(mention: ExtractedMention) -> bool:
    plain = mention.metric is Metric.AFFECTED and mention.scope is Scope.TOTAL and mention.relation is None
    return plain and mention.primary and not mention.negated and mention.value is not None


def _is_whole_of(part: ExtractedMention, whole: ExtractedMention) -> bool:
    """Whether the other number is larger, and not the attackers' boast beside somebody else's number."""
    boasted = whole.attribution_kind is SpeakerKind.THREAT_ACTOR and whole.attribution != part.attribution
    return not boasted and _size(whole) > _size(part)


def _lists(document: Document, mentions: Sequence[ExtractedMention]) -> list[_List]:
    """The list that each mention is in: numbers of one unit in one sentence, with only a comma or "and" between."""
    lists: list[_List] = []
    members: list[int] = []
    for index, mention in enumerate(mentions):
        if members and not _goes_on(document, mentions[members[-1]], mention):
            lists += [_list_of(document, mentions, members)] * len(members)
            members = []
        members.append(index)
    return lists + [_list_of(document, mentions, members)] * len(members)


def _list_of(document: Document, mentions: Sequence[ExtractedMention], members: Sequence[int]) -> _List:
    kinds = len(members) > 1 and _are_kinds(document, [mentions[member] for member in members])
    return _List(frozenset(members), kinds)


def _goes_on(document: Document, mention: ExtractedMention, following: ExtractedMention) -> bool:
    if following.quote_start != mention.quote_start or following.unit is not mention.unit:
        return False
    if not (_may_be_part(mention) and _may_be_part(following)):
        return False
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    return bool(listed_between(document, mention, following, counted))


def listed_between(document: Document, mention: ExtractedMention, following: ExtractedMention, counted: Counted) -> str:
    """The words that join two neighbouring numbers of a list, after what the first counts (`counted`); empty if
    anything else stands between."""
    between = document.folded[max(mention.end, counted.end) : following.start].removesuffix(f"{following.hedge_text} ")
    return between if document.lexicon.scopes.listed.fullmatch(between) else ""


def _are_kinds(document: Document, mentions: Sequence[ExtractedMention]) -> bool:
    """Whether the numbers count kinds of one thing: "encrypted numbers and unencrypted numbers"."""
    nouns = [
        counted_after(document.folded, mention.end, mention.quote_end, document.lexicon).noun for mention in mentions
    ]
    heads = {noun.rpartition(" ")[2] for noun in nouns}
    return len(heads) == 1 and "" not in heads and len(set(nouns)) == len(nouns) and all(" " in noun for noun in nouns)
