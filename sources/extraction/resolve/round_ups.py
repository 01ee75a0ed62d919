"""Whether an article tells of several organisations' incidents, one part for each, and whose each part is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from incidents.names import normalise_name
from incidents.vocabulary import Metric
from sources.extraction.budget import MOST_FIGURES
from sources.extraction.find.divisions import LEAST_PARTS, TextPart, divisions
from sources.extraction.find.document import Document
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.lexicon.naming import load_naming_words
from sources.extraction.mention import ExtractedMention, RoundUpItem
from sources.extraction.resolve.ranking import RankedName

_BRAND_WORDS = 2
_NAMES_ALONE = 0.6  # of labels that are names, the ranker finds so much
_MOST_ROWS = 0.6
_PLAIN = frozenset({"ordinary word", "also small"})
MOST_LOOKED_AT = 500  # parts of all divisions together, those of the largest first
_WORD = re.compile(r"\w+")
_ASIDE = re.compile(r"(?<!\s)\s*\([^()]*\)|,? (?:19|20)\d\d$")


class ReadsParts(Protocol):
    """What reads a part of a document."""

    def name(self, part: TextPart) -> RankedName | None:
        """The likeliest organisation of the part, if enough speaks for it."""

    def main(self, part: TextPart) -> RankedName | None:
        """The organisation whose incident the part tells, by the measure of a whole article."""

    def mentions(self, part: TextPart, organisation: str) -> Sequence[ExtractedMention]:
        """The figures of the part, with offsets into the document."""


def find_round_up(
    document: Document, mentions: Sequence[ExtractedMention], reader: ReadsParts
) -> tuple[RoundUpItem, ...]:
    """The items of a round-up in text order; none where the article is of one incident, or fewer than three
    organisations have parts with figures of their own."""
    return _RoundUp(document, reader).items(mentions)


@dataclass(frozen=True)
class _RoundUp:
    document: Document
    reader: ReadsParts

    def items(self, mentions: Sequence[ExtractedMention]) -> tuple[RoundUpItem, ...]:
        """See find_round_up."""
        document, words = self.document, load_naming_words(self.document.lexicon.language)
        folded = f"{fold(document.title)}\n{document.folded}"
        if not any(
            pattern.search(folded) for pattern in (words.happened, words.plural, document.lexicon.events.strong)
        ):
            return ()
        best = self._best()
        if sum(len(one.mentions) for one in best) >= MOST_FIGURES:
            document.budget.note(MOST_FIGURES, "figures")
        several = _are_several(one.organisation for one in best) and not self._is_of_one(best)
        return best if several and not self._is_of_another(mentions, best) else ()

    def _best(self) -> tuple[RoundUpItem, ...]:
        """The items of the division that has the most of them; of several such, of the first."""
        best: tuple[RoundUpItem, ...] = ()
        first, looked_at = 0, 0
        for at, parts in sorted(enumerate(self._divisions()), key=lambda one: -len(one[1])):
            looked_at += len(parts)
            if len(parts) < len(best) or looked_at > MOST_LOOKED_AT:
                break
            named = self._named(parts)
            items = self._read(named) if _are_several(name for _, name in named) else ()
            if (len(items), -at) > (len(best), -first):
                best, first = items, at
        return best

    def _divisions(self) -> Iterator[list[TextPart]]:
        """The divisions, without the parts that seem to count nobody, and what sums up the others."""
        document, words = self.document, load_naming_words(self.document.lexicon.language)
        for division in divisions(document.text, document.title, words.header):
            counting = (one for one in division if one.cells or words.count.search(document.folded, one.start, one.end))
            parts = [one for one in counting if not words.row_total.match(fold(normalise(one.label)))]
            if len(parts) >= LEAST_PARTS:
                yield parts

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words of the document as it prints them."""
        return frozenset(_WORD.findall(self.document.plain))

    def _has_word(self, word: str) -> bool:
        if _WORD.fullmatch(word):
            return word in self._small
        plain = self.document.plain
        return word in plain and re.search(rf"\b{re.escape(word)}\b", plain) is not None

    def _named(self, parts: Sequence[TextPart]) -> list[tuple[TextPart, str]]:
        """The parts with their organisations. Where labels are names and no headlines, a short one like "quillo" is
        one too. Rows of which many name nobody are not by organisation."""
        ranked = [(part, self.reader.name(part)) for part in parts]
        found = {part: one.organisation.name for part, one in ranked if one and not self._is_plain(one)}
        shares = [_share(name, _label_of(part)) for part, name in found.items() if part.label]
        labelled = [part for part in parts if part.label]
        if len(shares) * 2 >= len(labelled) > 0 and sum(shares) >= _NAMES_ALONE * len(shares):
            return [(part, name) for part in parts if (name := _name_by_label(part, found.get(part, "")))]
        rows = [part for part in parts if part.cells]
        named = [(part, name) for part, name in found.items() if not part.cells or _names_row(name, part.label)]
        return named if len(named) >= _MOST_ROWS * len(rows) else []

    def _is_plain(self, name: RankedName) -> bool:
        """Whether it is a month, or one word that the language or the document has in small letters too."""
        printed = name.organisation.name
        if "month" in name.features:
            return True
        return " " not in printed and (not name.features.isdisjoint(_PLAIN) or self._has_word(printed.lower()))

    def _read(self, named: Sequence[tuple[TextPart, str]]) -> tuple[RoundUpItem, ...]:
        """The items, as far as a text's budget of figures goes."""
        items, figures = [], 0
        for part, organisation in named:
            if figures >= MOST_FIGURES:
                break
            mentions = self.reader.mentions(part, organisation)
            figures += len(mentions)
            if any(_is_own_count(one) for one in mentions):
                own = tuple(replace(one, organisation=organisation, primary=False) for one in mentions)
                items.append(RoundUpItem(part.start, part.end, organisation, own))
        return tuple(items)

    def _is_of_one(self, items: Sequence[RoundUpItem]) -> bool:
        """Whether the title, or the first sentence where there is none, names the organisation of one item alone."""
        head = self.document.title or self.document.plain[slice(*self.document.sentences[0])]
        return len({normalise_name(one.organisation) for one in items if one.organisation in head}) == 1

    def _is_of_another(self, mentions: Sequence[ExtractedMention], items: Sequence[RoundUpItem]) -> bool:
        """Whether the title and what stands before the items name an organisation that has none, or count its losses:
        items are its clients, or kinds of its data."""
        lead = TextPart(0, items[0].start, self.document.title)
        first = self.reader.main(lead)
        if first is None or self._is_plain(first):
            return False
        own = {normalise_name(one.organisation) for one in items}
        counted = any(_is_own_count(one) and one.start < lead.end for one in mentions)
        name = first.organisation.name
        prominent = counted or name in self.document.title
        return prominent and name in self.document.plain and normalise_name(name) not in own


def _name_by_label(part: TextPart, found: str) -> str:
    label = _label_of(part)
    if _share(found, label) >= _NAMES_ALONE or (not found and len(label.split()) <= _BRAND_WORDS):
        return label
    return found


def _names_row(name: str, label: str) -> bool:
    """Whether the row is the organisation's: its label is the name, or a headline with a name of several words."""
    share = _share(name, label)
    return share >= _NAMES_ALONE or (share > 0 and " " in name)


def _share(name: str, label: str) -> float:
    """How much of the label the name is."""
    one, whole = normalise_name(name), normalise_name(label)
    return len(one) / len(whole) if one and one in whole else 0.0


def _label_of(part: TextPart) -> str:
    return " ".join(_ASIDE.sub("", part.label).split()).strip(" :*_\"'")


def _are_several(names: Iterable[str]) -> bool:
    return len({normalise_name(name) for name in names}) >= LEAST_PARTS


def _is_own_count(mention: ExtractedMention) -> bool:
    return mention.metric is Metric.AFFECTED and mention.primary and not mention.negated
