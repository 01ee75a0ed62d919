"""Numbers that count a part of what another number of the article counts: seen only once all of them are read."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.figures.vocabulary import Metric, Scope, SpeakerKind
from sources.extraction.document import Document
from sources.extraction.mention import Mention
from sources.extraction.nouns import counted_after

_LABEL = 80


def mark_parts(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those subsets that a list, a share or a sentence about parts makes parts of a larger total.

    "9 million clients were hit. These are 5 million of the bank's, 3 million of Soutco and 1 million of Ruritania."
    "9 million clients were hit. For 200,000 clients card numbers were taken, too."
    "Thieves got 5 million encrypted passport numbers and 2 million unencrypted passport numbers."
    """
    lists = _lists(document, mentions)
    return [
        _part(document, mention) if _is_part(document, mentions, index, lists[index]) else mention
        for index, mention in enumerate(mentions)
    ]


def _part(document: Document, mention: Mention) -> Mention:
    """The mention as a subset, named by the noun that it counts."""
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    return replace(mention, scope=Scope.SUBSET, scope_text=mention.scope_text or counted.noun[:_LABEL])


def _is_part(document: Document, mentions: Sequence[Mention], index: int, listed: frozenset[int]) -> bool:
    mention = mentions[index]
    if not _may_be_part(mention):
        return False
    others = [mentions[at] for at in listed]
    if others and _are_kinds(document, [mention, *others]):
        return True
    patterns = document.lexicon.scopes
    lead = document.folded[mention.quote_start : mention.start]
    told_as_part = (
        bool(others) or patterns.part_before.search(lead) is not None or patterns.parts.match(lead) is not None
    )
    return told_as_part and any(
        _is_whole_of(mention, mentions[at]) for at in range(len(mentions)) if at != index and at not in listed
    )


def _may_be_part(mention: Mention) -> bool:
    plain = mention.metric is Metric.AFFECTED and mention.scope is Scope.TOTAL and mention.relation is None
    return plain and mention.primary and not mention.negated and mention.value is not None


def _is_whole_of(part: Mention, whole: Mention) -> bool:
    """Whether the other number is a larger total of the same, and not what the attackers boast of."""
    same = whole.unit is part.unit and whole.primary and not whole.negated and whole.scope is Scope.TOTAL
    boasted = whole.attribution_kind is SpeakerKind.THREAT_ACTOR and whole.attribution != part.attribution
    return same and not boasted and (whole.value or whole.high or 0) > (part.value or 0)


def _lists(document: Document, mentions: Sequence[Mention]) -> list[frozenset[int]]:
    """For each mention those that are listed with it: of one unit and one sentence, with but a comma or "and"
    between."""
    groups: list[list[int]] = []
    for index, mention in enumerate(mentions):
        if groups and _goes_on(document, mentions[groups[-1][-1]], mention):
            groups[-1].append(index)
        else:
            groups.append([index])
    found: dict[int, frozenset[int]] = {}
    for group in groups:
        found |= {index: frozenset(group) - {index} for index in group}
    return [found[index] for index in range(len(mentions))]


def _goes_on(document: Document, mention: Mention, following: Mention) -> bool:
    if following.quote_start != mention.quote_start or following.unit is not mention.unit:
        return False
    if not (_may_be_part(mention) and _may_be_part(following)):
        return False
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    between = document.folded[max(mention.end, counted.end) : following.start].removesuffix(f"{following.hedge_text} ")
    return document.lexicon.scopes.listed.fullmatch(between) is not None


def _are_kinds(document: Document, mentions: Sequence[Mention]) -> bool:
    """Whether the numbers count kinds of one thing: "encrypted numbers and unencrypted numbers"."""
    nouns = [
        counted_after(document.folded, mention.end, mention.quote_end, document.lexicon).noun for mention in mentions
    ]
    heads = {noun.rpartition(" ")[2] for noun in nouns}
    return len(heads) == 1 and "" not in heads and len(set(nouns)) == len(nouns) and all(" " in noun for noun in nouns)
