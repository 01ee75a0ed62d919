"""How likely it is that a careful curator would hold the number of a figure, and in words why.

A few signs of the figure, each with a weight in log-odds (incidents/data/weights/figure_confidence.json), worked out
from labelled coverage by tests/truth/figure_confidence. docs/figures.md tells what it is worth on incidents left out.

| sign             | what holds                                                                                  |
| ---------------- | ------------------------------------------------------------------------------------------- |
| stories          | how many independent stories give the number: their logarithm to base 2, 3 at the most       |
| share of stories | their share of all stories that count anything of this kind for the incident                 |
| led share        | the share of this number in what stories lead with, each counting half for every three days  |
| titled           | a title gives it; also a register, whose column is there for it                              |
| own word         | the organisation itself, an authority or a court says it                                     |
| authority        | an authority or a court says it                                                              |
| alone            | nothing else of this kind is told of the incident                                            |
| much larger      | it is no part, and a number told of the incident is more than three times as large           |
| small            | it is below 1,000, no money, and not a register's                                            |
| rounded          | it has one digit before its zeros                                                            |
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.figures.assertion import Assertion
from incidents.figures.preference import recency_weight
from incidents.figures.rule_application import Case
from incidents.figures.speaker_ranking import AUTHORITIES
from incidents.figures.verdicts import ClaimRole
from incidents.logistic_model import LogisticModel, shipped
from incidents.rounding import digits
from incidents.vocabulary import Decision, FigureStatus, Scope, SpeakerKind, Unit

WEIGHTS = "figure_confidence"
LINE = 0.79  # below it a figure is unverified: chosen by tests/truth/figure_confidence on incidents left out
_OWN = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_SUPPORTING = frozenset({ClaimRole.CARRIES, ClaimRole.AGREES})
_WHOLES = frozenset({Scope.TOTAL, Scope.NOTIFIED})
_SURE = frozenset({FigureStatus.SETTLED, FigureStatus.PROVISIONAL})
_MUCH, _SMALL, _MANY_STORIES = 3, 1_000, 8

Signs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Confidence:
    """`value` is a probability from 0 to 1 with two decimals, None where there is no figure; `because` says why in
    words, `signs` what it was worked out from (none where a curator decided). `lone`: one story in one voice."""

    value: float | None
    because: str
    signs: Signs
    lone: bool = False

    @property
    def unverified(self) -> bool:
        """Whether the figure is below the line."""
        return is_unverified(self.value)


def is_unverified(value: float | None) -> bool:
    """Whether a figure of this confidence is below the line; one without is not."""
    return value is not None and value < LINE


@dataclass(frozen=True, slots=True)
class MetricTotals:
    """All that is claimed of an incident in one metric and currency, whatever the figure: how many claims, in how many
    stories, and the largest number of the whole."""

    claims: int
    stories: int
    largest: int

    @classmethod
    def of(cls, claims: Iterable[Assertion]) -> "MetricTotals":
        counting = list({claim.key: claim for claim in claims if not claim.dismissed}.values())
        wholes = (claim.quantity.number or 0 for claim in counting if claim.bucket.scope in _WHOLES)
        return cls(len(counting), len(_stories(counting)), max(wholes, default=0))


def confidence(case: Case, totals: MetricTotals, model: LogisticModel | None = None) -> Confidence:
    """The confidence of the figure of a case on which all rules have decided."""
    if case.top is None:
        return Confidence(None, "There is no figure.", {})
    by_curator = _set_by_curator(case)
    if by_curator:
        return Confidence(1.0, by_curator, {})
    lead = case.top.lead.claim
    if case.policy.is_placeholder(lead):
        return Confidence(0.0, "It is a placeholder: nobody has counted yet.", {})
    support = _Support.of(case)
    signs = support.signs(totals)
    value = round((model or shipped(WEIGHTS)).probability(signs), 2)
    return Confidence(value, support.words(signs), signs, lone=len(support.stories) < 2 and len(support.voices) < 2)


def held_as(status: FigureStatus, sure: Confidence) -> FigureStatus:
    """The status that is told: below the line nothing is settled or provisional, and one story in one voice settles
    nothing."""
    if status not in _SURE:
        return status
    if sure.unverified:
        return FigureStatus.UNVERIFIED
    return FigureStatus.PROVISIONAL if sure.lone else status


def _set_by_curator(case: Case) -> str:
    """What a curator decided about the claim that gives the figure; empty when nobody did, or somebody disputes it."""
    if case.pinned is not None:
        return "It is set by a curator."
    accepted = case.top is not None and any(case.claims[key].decision is Decision.ACCEPT for key in case.top.lead.keys)
    return "A curator accepted the claim that gives it." if accepted and not case.disputed else ""


@dataclass(frozen=True, slots=True)
class _Support:
    """What stands behind a number; `led` are the other claims of the figure that stories lead with; what a register's
    row said before is none, since it says one number at a time."""

    number: int
    money: bool
    part: bool
    claims: Sequence[Assertion]
    led: Sequence[Assertion]
    stories: frozenset[str]

    @classmethod
    def of(cls, case: Case) -> "_Support":
        assert case.top is not None  # noqa: S101  # a figure without a number has no support
        claims = [case.claims[key] for key, note in case.notes.items() if note.rule.name in _SUPPORTING]
        keys = {claim.key for claim in claims}
        lead = case.top.lead.claim
        rows = {claim.speaker.key for claim in claims if claim.speaker.kind is SpeakerKind.REGISTER}
        others = (one for key, one in case.claims.items() if key not in keys and one.speaker.key not in rows)
        return cls(
            number=case.top.number,
            money=lead.bucket.unit is Unit.MONEY,
            part=lead.bucket.scope is Scope.SUBSET,
            claims=claims,
            led=[one for one in others if one.headlines and not one.dismissed],
            stories=_stories(claims),
        )

    @property
    def voices(self) -> frozenset[str]:
        """The keys of the named speakers who give it, attackers aside."""
        named = (claim.speaker for claim in self.claims if claim.speaker.named)
        return frozenset(speaker.key for speaker in named if speaker.kind is not SpeakerKind.THREAT_ACTOR)

    def signs(self, totals: MetricTotals) -> dict[str, float]:
        """What the model goes by; a sign that is 0 is left out."""
        kinds = {claim.speaker.kind for claim in self.claims}
        register = SpeakerKind.REGISTER in kinds  # its column is there for the number, however small that is
        found = {
            "stories": math.log2(max(1, min(_MANY_STORIES, len(self.stories)))),
            "share of stories": len(self.stories) / max(1, totals.stories, len(self.stories)),
            "led share": self._led_share() if self.led or not register else 1.0,
            "titled": register or any(claim.titled for claim in self.claims),
            "own word": bool(kinds & _OWN),
            "authority": bool(kinds & AUTHORITIES),
            "alone": totals.claims <= len(self.claims),
            "much larger": not self.part and totals.largest > _MUCH * self.number,
            "small": self.number < _SMALL and not self.money and not register,
            "rounded": digits(self.number) == 1,
        }
        return {name: round(float(value), 4) for name, value in found.items() if value}

    def _led_share(self) -> float:
        mine, others = ([day for one in claims for day in one.headlines] for claims in (self.claims, self.led))
        newest = max((*mine, *others), default=None)
        if newest is None:
            return 0.0
        weight = recency_weight(mine, newest)
        return weight / (weight + recency_weight(others, newest))

    def words(self, signs: Signs) -> str:
        """One sentence: who says it, in how many stories, and what speaks against it."""
        parts = [_counted(len(self.stories), "story", "stories"), _counted(len(self.voices), "speaker", "speakers")]
        if not self.voices:
            kinds = {claim.speaker.kind for claim in self.claims}
            parts[1] = "an attacker's word alone" if kinds == {SpeakerKind.THREAT_ACTOR} else "nobody is named for it"
        elif "own word" not in signs:
            parts.append("not told as the organisation's own word or an authority's")
        against = {
            "much larger": "a number told of the incident is more than three times as large",
            "small": "it is small for an incident",
            "rounded": "it is a round number",
        }
        parts += [words for sign, words in against.items() if sign in signs]
        parts += ["no title gives it"] if "titled" not in signs else []
        parts += ["recent stories lead with other numbers too"] if 0 < signs.get("led share", 0.0) < 1 else []
        parts += ["no story leads with it"] if "led share" not in signs else []
        sentence = ", ".join(parts)
        return f"{sentence[0].upper()}{sentence[1:]}."


def _stories(claims: Sequence[Assertion]) -> frozenset[str]:
    """The keys of the stories that carry these claims; where they are not known, as many as are counted."""
    unknown = (f"{claim.key} {number}" for claim in claims if not claim.story_keys for number in range(claim.stories))
    return frozenset({story for claim in claims for story in claim.story_keys} | set(unknown))


def _counted(number: int, one: str, many: str) -> str:
    return f"one {one}" if number == 1 else f"{number} {many}"
