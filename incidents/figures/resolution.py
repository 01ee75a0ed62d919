"""What reconciliation gives back: the figure, and why it is that."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidents.figures.assertion import Bucket
from incidents.vocabulary import FigureStatus, Standing


class ClaimRole(StrEnum):
    """What one claim does to the figure.

    The first group stands, the second is superseded, the third is set aside: `standing_of` tells which.
    """

    CARRIES = "carries"  # gives the best number
    AGREES = "agrees"  # another voice with the same number
    FLOOR = "floor"  # a lower bound that the best number keeps
    CEILING = "ceiling"  # an earlier upper bound that the best number keeps
    WIDENS_LOW = "widens_low"
    WIDENS_HIGH = "widens_high"
    DISPUTES = "disputes"
    DENIES = "denies"
    DENIES_ANOTHER_NUMBER = "denies_another_number"
    OVERRULED = "overruled"  # a curator pinned another claim

    UNNAMED = "unnamed"  # nobody is named for it, and somebody named gives the figure

    REVISED = "revised"  # the same speaker has said something newer
    RETRACTED = "retracted"  # the same speaker denies it later, or asserts what it denied before
    TOLD_AS_EARLIER = "told_as_earlier"
    OVERTAKEN = "overtaken"  # the news has led with another number since
    DERIVED = "derived"  # worked out, and somebody has said a number since

    REJECTED = "rejected"
    OUT_OF_SCOPE = "out_of_scope"
    INCREMENT = "increment"
    PART_OF_ANOTHER = "part_of_another"
    PROJECTION = "projection"
    AGGREGATE = "aggregate"
    NO_NUMBER = "no_number"
    PLACEHOLDER = "placeholder"
    MISPRINT = "misprint"
    UNVERIFIED_VOICE = "unverified_voice"  # a kind of speaker that the policy does not hear


_SUPERSEDED = frozenset(
    {
        ClaimRole.REVISED,
        ClaimRole.RETRACTED,
        ClaimRole.TOLD_AS_EARLIER,
        ClaimRole.OVERTAKEN,
        ClaimRole.DERIVED,
    }
)
_SET_ASIDE = frozenset(
    {
        ClaimRole.REJECTED,
        ClaimRole.OUT_OF_SCOPE,
        ClaimRole.INCREMENT,
        ClaimRole.PART_OF_ANOTHER,
        ClaimRole.PROJECTION,
        ClaimRole.AGGREGATE,
        ClaimRole.NO_NUMBER,
        ClaimRole.PLACEHOLDER,
        ClaimRole.MISPRINT,
        ClaimRole.UNVERIFIED_VOICE,
    }
)
_SUPPORTING = frozenset(
    {
        ClaimRole.CARRIES,
        ClaimRole.AGREES,
        ClaimRole.FLOOR,
        ClaimRole.CEILING,
        ClaimRole.WIDENS_LOW,
        ClaimRole.WIDENS_HIGH,
    }
)
_DISPUTING = frozenset({ClaimRole.DISPUTES, ClaimRole.DENIES})


def standing_of(part: ClaimRole) -> Standing:
    """Whether a claim that plays this part stands, is superseded or is set aside."""
    if part in _SUPERSEDED:
        return Standing.SUPERSEDED
    return Standing.SET_ASIDE if part in _SET_ASIDE else Standing.STANDING


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim's part in the figure. `says` is the claim in words, `reason` one sentence."""

    key: str
    part: ClaimRole
    says: str
    reason: str

    @property
    def standing(self) -> Standing:
        return standing_of(self.part)

    @property
    def rule(self) -> str:
        return self.part.value


@dataclass(frozen=True, slots=True)
class Resolution:
    """The figure of one bucket. `best` None means that nothing stands; an end that is None is open.

    verdicts   one for each claim, ordered by key; `supported`, `set_aside`, `disputed_by` and `standings` are views
    winner     key of the claim that gives `best`
    """

    bucket: Bucket
    low: int | None
    best: int | None
    high: int | None
    status: FigureStatus
    winner: str | None
    verdicts: tuple[Verdict, ...]
    policy: str
    policy_version: str
    sentence: str

    @property
    def supported(self) -> tuple[str, ...]:
        """Keys of the claims that give the figure or its range, the winner first."""
        keys = [verdict.key for verdict in self.verdicts if verdict.part in _SUPPORTING]
        return tuple(sorted(keys, key=lambda key: (key != self.winner, key)))

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """Keys of the claims that dispute or deny the figure."""
        return tuple(verdict.key for verdict in self.verdicts if verdict.part in _DISPUTING)

    @property
    def set_aside(self) -> tuple[Verdict, ...]:
        """Superseded claims and those set aside, each with its rule and its reason."""
        return tuple(verdict for verdict in self.verdicts if verdict.standing is not Standing.STANDING)

    @property
    def standings(self) -> dict[str, Standing]:
        """The standing of each claim, by key."""
        return {verdict.key: verdict.standing for verdict in self.verdicts}

    def as_data(self) -> Mapping[str, Any]:
        """The explanation as plain JSON values: the sentence, the figure, the policy, and each claim's part in it."""
        return {
            "sentence": self.sentence,
            "status": self.status.value,
            "low": self.low,
            "best": self.best,
            "high": self.high,
            "winner": self.winner,
            "supported": list(self.supported),
            "disputed_by": list(self.disputed_by),
            "claims": [
                {
                    "claim": verdict.key,
                    "says": verdict.says,
                    "standing": verdict.standing.value,
                    "rule": verdict.rule,
                    "reason": verdict.reason,
                }
                for verdict in self.verdicts
            ],
            "policy": {"name": self.policy, "version": self.policy_version},
        }
