"""Whether an article tells of several organisations' incidents, one part for each, and whose each part is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from incidents.names import normalise_name
from incidents.vocabulary import Metric
from sources.extraction.find.divisions import LEAST_PARTS, TextPart, divisions
from sources.extraction.find.document import Document
from sources.extraction.find.normalise import fold
from sources.extraction.lexicon.naming import load_naming_words
from sources.extraction.mention import ExtractedMention, RoundUpItem
from sources.extraction.resolve.ranking import RankedName

_NAMES_ALONE = 0.6  # of labels that are names, the ranker finds so much
_MOST_ROWS = 0.6
_PLAIN = frozenset({"ordinary word", "also small"})
_ASIDE = re.compile(r"\s*\([^()]*\)|,? (?:19|20)\d\d$")


class ReadsParts(Protocol):
    """What reads a part of a document."""

    def name(self, part: TextPart) -> RankedName | None:
        """The likeliest organisation of the part, if enough speaks for it."""

    def main(self, part: TextPart) -> str | None:
        """The organisation whose incident the part tells, by the measure of a whole article."""

    def mentions(self, part: TextPart, organisation: str) -> Sequence[ExtractedMention]:
        """The figures of the part, with offsets into the document."""


def find_round_up(
    document: Document, mentions: Sequence[ExtractedMention], reader: ReadsParts
) -> tuple[RoundUpItem, ...]:
    """The items of a round-up in text order; none where the article is of one incident, or fewer than three
    organisations have parts with figures of their own."""
    words = load_naming_words(document.lexicon.language)
    told = f"{fold(document.title)}\n{document.folded}"
    if not any(pattern.search(told) for pattern in (words.happened, words.plural)):
        return ()
    best: tuple[RoundUpItem, ...] = ()
    are_rows = False
    for division in divisions(document.text, document.title, words.header):
        parts = [part for part in division if part.cells or words.count.search(document.folded, part.start, part.end)]
        named = _named(parts, reader) if len(parts) >= LEAST_PARTS else []
        items = _items(named, reader) if _are_several(name for _, name in named) else ()
        if len(items) > len(best):
            best, are_rows = items, all(part.cells for part, _ in named)
    if not _are_several(one.organisation for one in best) or _is_of_one(document, best):
        return ()
    return () if are_rows and _are_clients(reader, mentions, document.title, best) else best


def _named(parts: Sequence[TextPart], reader: ReadsParts) -> list[tuple[TextPart, str]]:
    """The parts with their organisations. Where labels are names rather than headlines, all of them are: of "quillo"
    alone nobody could tell. Rows of which many name nobody are not by organisation."""
    found = [(part, one.organisation.name) for part in parts if (one := reader.name(part)) and not _is_plain(one)]
    shares = [_share(name, _label_of(part)) for part, name in found if part.label]
    labelled = sum(bool(part.label) for part in parts)
    if len(shares) * 2 >= labelled > 0 and sum(shares) >= _NAMES_ALONE * len(shares):
        known = dict(found)
        return [(part, name) for part in parts if (name := _label_of(part) or known.get(part, ""))]
    rows = [part for part in parts if part.cells]
    named = [(part, name) for part, name in found if not part.cells or _share(name, part.label)]
    return named if not rows or len(named) >= _MOST_ROWS * len(rows) else []


def _share(name: str, label: str) -> float:
    """How much of the label the name is."""
    one, whole = normalise_name(name), normalise_name(label)
    return len(one) / len(whole) if one and one in whole else 0.0


def _is_plain(name: RankedName) -> bool:
    """Whether it is one word that the language has as well, "Transport", or a month."""
    return "month" in name.features or ("1 words" in name.features and not name.features.isdisjoint(_PLAIN))


def _label_of(part: TextPart) -> str:
    return _ASIDE.sub("", part.label).strip(" :*_\"'")


def _items(named: Sequence[tuple[TextPart, str]], reader: ReadsParts) -> tuple[RoundUpItem, ...]:
    items = []
    for part, organisation in named:
        mentions = reader.mentions(part, organisation)
        if any(_is_own_count(one) for one in mentions):
            own = tuple(replace(one, organisation=organisation) for one in mentions)
            items.append(RoundUpItem(part.start, part.end, organisation, own))
    return tuple(items)


def _are_several(names: Iterable[str]) -> bool:
    return len({normalise_name(name) for name in names}) >= LEAST_PARTS


def _is_own_count(mention: ExtractedMention) -> bool:
    return mention.metric is Metric.AFFECTED and mention.primary and not mention.negated


def _is_of_one(document: Document, items: Sequence[RoundUpItem]) -> bool:
    """Whether the title, or the first sentence where there is none, names the organisation of one item alone."""
    head = document.title or document.plain[slice(*document.sentences[0])]
    return len({normalise_name(one.organisation) for one in items if one.organisation in head}) == 1


def _are_clients(
    reader: ReadsParts, mentions: Sequence[ExtractedMention], title: str, items: Sequence[RoundUpItem]
) -> bool:
    """Whether what stands before the items tells of an organisation that is none of theirs, and of how many it lost:
    they are its clients."""
    own, lead = {normalise_name(one.organisation) for one in items}, TextPart(0, items[0].start, title)
    counted = any(_is_own_count(one) and one.start < lead.end for one in mentions)
    first = reader.main(lead) if counted else None
    return first is not None and normalise_name(first) not in own
