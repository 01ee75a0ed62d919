"""What reconciliation gives back: the figure, and why it is that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from incidents.figures.assertion import Bucket
from incidents.vocabulary import FigureStatus, Standing


class ClaimRole(StrEnum):
    """What one claim does to the figure: the name of the rule that decided on it (`rules`)."""

    REJECTED = "rejected"
    OUT_OF_SCOPE = "out_of_scope"
    NO_NUMBER = "no_number"
    INCREMENT = "increment"
    AGGREGATE = "aggregate"
    PART_OF_ANOTHER = "part_of_another"
    UNVERIFIED_VOICE = "unverified_voice"
    PLACEHOLDER = "placeholder"
    MISPRINT = "misprint"
    PROJECTION = "projection"
    DERIVED = "derived"
    RETRACTED = "retracted"
    REVISED = "revised"
    PRESENTED_AS_EARLIER = "told_as_earlier"
    OVERTAKEN = "overtaken"
    CARRIES = "carries"
    AGREES = "agrees"
    UNNAMED = "unnamed"
    OVERRULED = "overruled"
    DISPUTES = "disputes"
    DENIES = "denies"
    DENIES_ANOTHER_NUMBER = "denies_another_number"
    FLOOR = "floor"
    WIDENS_LOW = "widens_low"
    CEILING = "ceiling"
    WIDENS_HIGH = "widens_high"


class Effect(Enum):
    """What becomes of a claim on which a rule decides, with its standing."""

    SUPPORTS = "gives the figure or an end of it", Standing.STANDING
    DISPUTES = "makes the figure disputed", Standing.STANDING
    STANDS = "changes nothing", Standing.STANDING
    SUPERSEDED = "has been replaced", Standing.SUPERSEDED
    SET_ASIDE = "does not count", Standing.SET_ASIDE

    @property
    def standing(self) -> Standing:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim's part in the figure. `says` is the claim in words, `reason` one sentence."""

    key: str
    part: ClaimRole
    effect: Effect
    says: str
    reason: str

    @property
    def standing(self) -> Standing:
        return self.effect.standing

    @property
    def rule(self) -> str:
        return self.part.value


@dataclass(frozen=True, slots=True)
class Resolution:
    """The figure of one bucket. `best` None means that nothing stands; an end that is None is open.

    verdicts   one for each claim, ordered by key; `supported`, `disputed_by` and `standings` are views
    winner     key of the claim that gives `best`
    status_by_rules  what the status would be, were every figure verified
    confidence the probability that a careful curator would hold the same number; `because` and `signs` say why
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
    status_by_rules: FigureStatus = FigureStatus.UNKNOWN
    confidence: float | None = None
    because: str = ""
    signs: Mapping[str, float] = field(default_factory=dict)

    @property
    def supported(self) -> tuple[str, ...]:
        """Keys of the claims that give the figure or its range, the winner first."""
        keys = [verdict.key for verdict in self.verdicts if verdict.effect is Effect.SUPPORTS]
        return tuple(sorted(keys, key=lambda key: (key != self.winner, key)))

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """Keys of the claims that dispute or deny the figure."""
        return tuple(verdict.key for verdict in self.verdicts if verdict.effect is Effect.DISPUTES)

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
            "confidence": {"value": self.confidence, "because": self.because, "signs": dict(self.signs)},
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
