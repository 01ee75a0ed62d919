"""The named policies: what reconciliation prefers (`preference`), and from which point on it speaks of a dispute.

A policy is data: `version` is stored with each figure and rises with any change of a rule or a number here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from incidents.figures.assertion import Assertion
from incidents.figures.speaker_ranking import ASKED_BY_THE_ATTACKER, NARRATORS, RANKING
from incidents.vocabulary import Hedge, Metric, Modality, Polarity, SpeakerKind


class Preference(StrEnum):
    """What decides between standing claims."""

    HEADLINE = "headline"
    RECENCY = "recency"
    SIZE = "size"


class UnknownPolicyError(LookupError):
    """No policy has this name; the message lists those that exist."""


UNSURE_MODALITIES = frozenset({Modality.POSSIBLE, Modality.ESTIMATED, Modality.ALLEGED, Modality.PROJECTED})


@dataclass(frozen=True, slots=True)
class Policy:
    """What `reconcile` goes by.

    ranking               steps of speaker kinds, the strongest first; every kind stands on one step
    preference            what decides between claims that stand
    carriers              speaker kinds that may give or widen a figure; the others are set aside
    dispute_percent       a named speaker's number farther away than this disputes the figure
    same_number_percent   numbers as close as this are one number given twice ("148 million", 147.9 million)
    placeholders          counts that are entered when nobody has counted (HHS: 500 and 501)
    """

    name: str
    version: str
    ranking: tuple[frozenset[SpeakerKind], ...] = RANKING
    preference: Preference = Preference.HEADLINE
    carriers: frozenset[SpeakerKind] = frozenset(SpeakerKind)
    dispute_percent: int = 25
    same_number_percent: int = 2
    placeholders: frozenset[int] = frozenset({500, 501})

    def step(self, kind: SpeakerKind, metric: Metric) -> int:
        """0 for the strongest step of the ranking; an attacker's own demand counts as a named independent's word."""
        if kind is SpeakerKind.THREAT_ACTOR and metric in ASKED_BY_THE_ATTACKER:
            kind = SpeakerKind.OTHER
        return next(number for number, kinds in enumerate(self.ranking) if kind in kinds)

    def unverified(self, kind: SpeakerKind, metric: Metric) -> bool:
        """True for a boast: an attacker's word about what was taken."""
        return kind is SpeakerKind.THREAT_ACTOR and metric not in ASKED_BY_THE_ATTACKER

    def is_placeholder(self, claim: Assertion) -> bool:
        """Whether it is a count that stands for "nobody has counted yet"."""
        counts = claim.bucket.metric is Metric.AFFECTED and claim.polarity is Polarity.ASSERTED
        # A register's row says by its bounds that it is one; a plain 500 of a register is a count.
        counted = claim.speaker.kind is SpeakerKind.REGISTER and claim.quantity.hedge is Hedge.EXACT
        return counts and claim.quantity.number in self.placeholders and not counted

    def same_number(self, one: int, other: int) -> bool:
        return abs(one - other) * 100 <= self.same_number_percent * max(abs(one), abs(other))

    def far_apart(self, number: int, best: int) -> bool:
        return abs(number - best) * 100 > self.dispute_percent * abs(best)

    def rather_a_part(self, number: int, whole: int) -> bool:
        """Whether the number is so far below the whole that it is probably a part, if no text calls it a revision."""
        return number < whole and self.far_apart(number, whole)


DEFAULT = Policy(name="default", version="7")
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        made.name: made
        for made in (
            DEFAULT,
            replace(
                DEFAULT,
                name="conservative",
                carriers=frozenset(SpeakerKind) - NARRATORS - {SpeakerKind.THREAT_ACTOR},
            ),
            replace(DEFAULT, name="latest", preference=Preference.RECENCY),
            replace(DEFAULT, name="maximum", preference=Preference.SIZE),
        )
    }
)


def policy(name: str) -> Policy:
    """The policy of this name. Raises UnknownPolicyError with the names that exist."""
    try:
        return POLICIES[name]
    except KeyError:
        known = ", ".join(sorted(POLICIES))
        raise UnknownPolicyError(f"there is no policy named {name!r}; choose one of: {known}") from None
