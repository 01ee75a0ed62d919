"""Parts of an incident by the kind of data: "the bank account numbers of 30,000 customers".

Most people concerned lose names and addresses; few lose more. A count of people that the text limits to more harmful
kinds alone is the part that lost this kind, whether or not the text gives the whole beside it. A list that also has
names, addresses or "personal information" limits nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from incidents.vocabulary import Metric, Scope, SpeakerKind, Unit, data_label
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import counted_after
from sources.extraction.mention import Amount, ExtractedMention, RelationType

_REACH = 160
_NEW = frozenset({RelationType.MORE_THAN_PREVIOUS, RelationType.FEWER_THAN_PREVIOUS})


def mark_data_classes(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; those limited to a kind of data become subsets with its name. One that is larger than every other
    total of the article is no part of any and stays as it is; so does a revised one, if there is no other total."""
    largest = sorted({_size(mention) for mention in mentions if _is_total(mention)})[-2:]
    marked = []
    for mention in mentions:
        label = _limiting(document, mention) if _may_be_limited(mention) else ""
        others = [size for size in largest if size != _size(mention)]
        fits = max(others) > _size(mention) if others else mention.relation is None
        marked.append(replace(mention, scope=Scope.SUBSET, scope_text=label) if label and fits else mention)
    return marked


def _is_total(mention: ExtractedMention) -> bool:
    whole = mention.metric is Metric.AFFECTED and mention.unit is Unit.PEOPLE and mention.scope is Scope.TOTAL
    return (
        whole and mention.primary and not mention.negated and mention.attribution_kind is not SpeakerKind.THREAT_ACTOR
    )


def _may_be_limited(mention: ExtractedMention) -> bool:
    counted = mention.metric is Metric.AFFECTED and mention.unit is Unit.PEOPLE and not _is_former(mention)
    return counted and mention.scope in {Scope.TOTAL, Scope.SUBSET} and mention.country is None


def _is_former(mention: ExtractedMention) -> bool:
    """Whether its relation makes it something else than a count; the new number of a revision counts like others."""
    return mention.relation is not None and mention.relation.type not in _NEW


def _size(mention: ExtractedMention) -> Amount:
    return mention.value or mention.high or mention.low or 0


def _limiting(document: Document, mention: ExtractedMention) -> str:
    """The label of the kinds of data, "" when nothing limits the count to them."""
    patterns, folded = document.lexicon.scopes, document.folded
    lead = folded[max(mention.quote_start, mention.start - _REACH) : mention.start]
    before = patterns.data_before.search(lead)
    if before and patterns.data_goes_on.search(lead[: before.start("kinds")]):
        return ""
    counted = counted_after(folded, mention.end, mention.quote_end, document.lexicon)
    after = patterns.data_after.match(folded, max(mention.end, counted.end), mention.quote_end)
    found = before or after
    return data_label(_kinds(document, found["kinds"])) if found else ""


def _kinds(document: Document, words: str) -> Iterable[str]:
    return [kind for kind, pattern in document.lexicon.scopes.data_kinds if pattern.search(words)]
