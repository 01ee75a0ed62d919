"""How likely a number counts a part of those concerned, by learnt weights (docs/what-is-counted.md).

| feature          | the number                                                                  |
| ---------------- | --------------------------------------------------------------------------- |
| said to be one   | is called a part or listed as one by the rules of `scopes`, `parts`, `groups` |
| far below        | is less than a tenth of the largest that may hold it                        |
| after a larger   | stands behind a larger one that may                                         |
| added            | follows "another", "as well as", "and"                                      |
| set off          | has "of them", "including" and the like right behind it                     |
| of a longer noun | counts what takes more than one word to say                                 |
| in the title     | stands in the title as well                                                 |
| at the beginning | stands in the first paragraph                                               |
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from incidents.logistic_model import LogisticModel, shipped
from incidents.vocabulary import Metric, Scope, Unit
from sources.extraction.classify.groups import LONGEST_LABEL, is_of_one_voice, points_back, size_of
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import counted_after
from sources.extraction.lexicon.tables import load_phrases
from sources.extraction.mention import ExtractedMention

MODEL = "parts"
PART = 0.5
_PATTERNS = load_phrases("scopes").patterns
_REACH = 60
_FAR_BELOW = 0.1
_LARGER = 1.02
_Voice = tuple[Unit, str | None]


def load_model() -> LogisticModel:
    """The weights that the project keeps."""
    return shipped(MODEL)


def mark_likely_parts(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; totals that are rather parts become subsets, and each subset has words that say of whom it is. A
    total that takes an earlier one's place is none."""
    held, model = features_by_place(document, mentions), load_model()

    def is_part(at: int, mention: ExtractedMention) -> bool:
        if at not in held or mention.scope is Scope.SUBSET:
            return at in held
        return mention.relation is None and model.probability(held[at]) >= PART

    return [_as_part(document, one) if is_part(at, one) else one for at, one in enumerate(mentions)]


def features_by_place(document: Document, mentions: Sequence[ExtractedMention]) -> dict[int, dict[str, float]]:
    """By place, the features of each count of the article's own incident that may be a total or a part of one."""
    found: dict[int, dict[str, float]] = {}
    own = {at: one for at, one in enumerate(mentions) if _is_own_count(one)}
    all_voices = _largest_by_voice(own.values())
    earlier: dict[_Voice, ExtractedMention] = {}
    begun = document.text.find("\n")
    for at, mention in own.items():
        if mention.scope in (Scope.TOTAL, Scope.SUBSET) and mention.country is None:
            held = {
                "said to be one": mention.scope is Scope.SUBSET,
                "far below": _size(mention) < _FAR_BELOW * _largest_holding(mention, all_voices),
                "after a larger": _largest_holding(mention, earlier) > _LARGER * _size(mention),
                "at the beginning": begun < 0 or mention.start < begun,
                **_words(document, mention),
            }
            found[at] = {name: 1.0 for name, holds in held.items() if holds}
        _note(mention, earlier)
    return found


def _largest_by_voice(mentions: Iterable[ExtractedMention]) -> dict[_Voice, ExtractedMention]:
    largest: dict[_Voice, ExtractedMention] = {}
    for mention in mentions:
        _note(mention, largest)
    return largest


def _note(mention: ExtractedMention, largest: dict[_Voice, ExtractedMention]) -> None:
    voice = (mention.unit, mention.attribution)
    if voice not in largest or _size(mention) > _size(largest[voice]):
        largest[voice] = mention


def _largest_holding(part: ExtractedMention, largest: Mapping[_Voice, ExtractedMention]) -> float:
    """The largest number that may hold the part: given by its voice, and not of records if the part is of persons."""
    return max(
        (_size(one) for one in largest.values() if is_of_one_voice(one, part) and _may_hold(one, part)), default=0.0
    )


def _may_hold(whole: ExtractedMention, part: ExtractedMention) -> bool:
    return whole.unit is part.unit or whole.unit is not Unit.RECORDS or part.unit not in (Unit.PEOPLE, Unit.ACCOUNTS)


def _is_own_count(mention: ExtractedMention) -> bool:
    return mention.metric is Metric.AFFECTED and mention.primary and not mention.negated and bool(_size(mention))


def _size(mention: ExtractedMention) -> float:
    return float(size_of(mention))


def _words(document: Document, mention: ExtractedMention) -> dict[str, bool]:
    scopes, folded = document.lexicon.scopes, document.folded
    lead = folded[max(mention.quote_start, mention.start - _REACH) : mention.start].removesuffix(
        f"{mention.hedge_text} "
    )
    return {
        "added": _PATTERNS["added_before"].search(lead) is not None,
        "set off": scopes.subset_after.match(folded, mention.end, mention.quote_end) is not None,
        "of a longer noun": " " in counted_after(folded, mention.end, mention.quote_end, document.lexicon).noun,
        "in the title": folded[mention.start : mention.end] in document.title.lower(),
    }


def _as_part(document: Document, mention: ExtractedMention) -> ExtractedMention:
    """The mention as a subset. If no words say yet which one, it is named by what the text goes on to say of it."""
    if mention.scope is Scope.SUBSET and not points_back(mention.scope_text) and mention.scope_text:
        return mention
    rest = _PATTERNS["said_of_part"].match(document.folded, mention.end, mention.quote_end)
    named = " ".join(rest["label"].split()) if rest else ""
    return replace(mention, scope=Scope.SUBSET, scope_text=_cut(named) or mention.scope_text)


def _cut(words: str) -> str:
    """The words up to the last blank that fits into a label."""
    return words if len(words) <= LONGEST_LABEL else words[:LONGEST_LABEL].rpartition(" ")[0]
