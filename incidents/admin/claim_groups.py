"""Claims by who makes them: what one speaker says alike is one row, with the sources of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from incidents.admin.reading import QUOTES_SHOWN, ClaimRow, Quote
from incidents.figures.number_words import spell_amount
from incidents.models import Claim
from incidents.vocabulary import Polarity, SpeakerKind

SHOWN_AT_ONCE = 4  # rows of one speaker; those that carry or dispute the figure come first
_OWN_VOICE = "The coverage in its own voice"


@dataclass(frozen=True)
class SaidAlike:
    """Claims of one speaker with the same number, the one that matters most first."""

    rows: tuple[ClaimRow, ...]

    @property
    def first(self) -> ClaimRow:
        return self.rows[0]

    @property
    def amount(self) -> str:
        """`not up to 87 million people`."""
        claim = self.first.claim
        denied = "not " if claim.polarity == Polarity.DENIED else ""
        return denied + spell_amount(claim.quantity, claim.bucket)

    @property
    def decision(self) -> str:
        """The one decision on all of them; empty where there are several, or some without."""
        found = {row.claim.decision for row in self.rows}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Those shown: of each claim in turn, each sentence once."""
        shown = {(quote.text, quote.url): quote for row in self.rows for quote in row.quotes}
        return tuple(shown.values())[:QUOTES_SHOWN]

    @property
    def sources(self) -> int:
        """How many sources there are in all."""
        return sum(len(row.quotes) + row.more_quotes for row in self.rows)

    @property
    def more_quotes(self) -> int:
        return self.sources - len(self.quotes)


@dataclass(frozen=True, slots=True)
class SpeakerGroup:
    """What one speaker says. `kind` is empty where the name says it."""

    name: str
    kind: str
    said: tuple[SaidAlike, ...]

    @property
    def parts(self) -> tuple[tuple[SaidAlike, ...], ...]:
        """What is shown at once, and what is folded away if it is more than a row."""
        at_once = self.said if len(self.said) <= SHOWN_AT_ONCE + 1 else self.said[:SHOWN_AT_ONCE]
        return (at_once, self.said[len(at_once) :])


def by_speaker(rows: Iterable[ClaimRow]) -> list[SpeakerGroup]:
    """The groups in the order in which their first rows came; of each speaker likewise."""
    speakers: dict[str, dict[object, list[ClaimRow]]] = {}
    for row in rows:
        alike = speakers.setdefault(row.claim.speaker_key, {})
        alike.setdefault(_what(row.claim), []).append(row)
    return [_group([SaidAlike(tuple(rows)) for rows in alike.values()]) for alike in speakers.values()]


def _what(claim: Claim) -> object:
    return (claim.polarity, claim.quantity, claim.bucket)


def _group(said: Sequence[SaidAlike]) -> SpeakerGroup:
    claim = said[0].first.claim
    nobody = claim.speaker_kind == SpeakerKind.UNATTRIBUTED and not (claim.speaker_words or claim.speaker_party)
    name, kind = claim.speaker_name, claim.get_speaker_kind_display()
    return SpeakerGroup(_OWN_VOICE if nobody else name, "" if nobody or name == kind else kind, tuple(said))
