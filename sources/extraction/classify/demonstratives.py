"""The country of a number that only points back to what has one.

"The theft touched 1.5 million Polish records. Those records held the names of 900,000 people": the people are taken to
be Polish like the records, though the second sentence names no country.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import Metric, Scope
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import counted_after
from sources.extraction.mention import ExtractedMention


def inherit_countries(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; a total counted in "those records" gets the country of the records in the sentence before."""
    found: list[ExtractedMention] = []
    for mention in mentions:
        before = found[-1] if found else None
        if before is not None and _points_to(document, mention, before):
            found.append(_of_country(mention, before))
        else:
            found.append(mention)
    return found


def _of_country(mention: ExtractedMention, before: ExtractedMention) -> ExtractedMention:
    return replace(mention, scope=Scope.SUBSET, country=before.country, scope_text=before.scope_text)


def _points_to(document: Document, mention: ExtractedMention, before: ExtractedMention) -> bool:
    plain = mention.scope is Scope.TOTAL and mention.country is None and mention.relation is None
    counts = mention.metric is before.metric is Metric.AFFECTED and mention.primary and before.primary
    if not (plain and counts) or before.country is None or before.scope is not Scope.SUBSET:
        return False
    if document.sentence_index(mention.start) - document.sentence_index(before.start) != 1:
        return False
    noun = counted_after(document.folded, before.end, before.quote_end, document.lexicon).noun.rpartition(" ")[2]
    pointing = document.lexicon.scopes.pointing
    lead = document.folded[mention.quote_start : mention.start]
    return bool(noun) and re.search(rf"\b{pointing}\s+(?:[\w-]+\s+)?{re.escape(noun)}\b", lead) is not None
