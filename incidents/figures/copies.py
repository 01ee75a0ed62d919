"""The copies of one claim, laid together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from incidents.figures.assertion import Assertion
from incidents.figures.policy import Policy
from incidents.vocabulary import Decision, Modality, RelationKind, Scope, SpeakerKind

_FIRMNESS = tuple(Modality)
_REPLACING = {RelationKind.SUPERSEDES, RelationKind.CORRECTS}


@dataclass(frozen=True, slots=True)
class ScreenedClaim:
    """One claim of one speaker, with its copies. All articles in their own voice are one speaker.

    claim             the copy to quote
    speaker_key       who says it; empty for articles in their own voice
    step              the speaker's step in the ranking of the policy
    number            the one number that stands for it
    day               the day it was first said
    earlier_on        the last day on which a text gave it as an earlier figure; None when no text does
    replaces          keys of the claims that a text tells as replaced by this one
    background        no text ever gave it as a current figure
    headlines         for each story that leads with it, the last day on which it did, in order
    """

    claim: Assertion
    keys: tuple[str, ...]
    speaker_key: str
    step: int
    number: int
    day: dt.date
    stories: int
    earlier_on: dt.date | None
    replaces: tuple[str, ...]
    background: bool
    headlines: tuple[dt.date, ...] = ()

    @property
    def place(self) -> tuple[int, str]:
        """The sort key that decides between claims that are equal in all that counts."""
        return self.claim.place


def lay_together(claims: Iterable[Assertion], policy: Policy) -> list[ScreenedClaim]:
    """One claim for all copies (same speaker, bounds and polarity): said on their first day, in as many stories as the
    most widely reported copy. The measure may differ between copies: news uses its words for one another."""
    copies: dict[tuple[object, ...], list[Assertion]] = {}
    for claim in claims:
        quantity = claim.quantity
        # A register's number may come back: then its day tells the two apart.
        day = claim.dated if claim.speaker.kind is SpeakerKind.REGISTER else None
        meaning = (_speaker_key(claim), claim.polarity, quantity.value, quantity.low, quantity.high, day)
        copies.setdefault(meaning, []).append(claim)
    return [_as_one(same, policy) for same in copies.values()]


def _speaker_key(claim: Assertion) -> str:
    return "" if claim.speaker.kind is SpeakerKind.UNATTRIBUTED else f"speaker {claim.speaker.key}"


def _as_one(copies: list[Assertion], policy: Policy) -> ScreenedClaim:
    current = [claim for claim in copies if claim.current and claim.bucket.scope is not Scope.SUPERSEDED]
    earlier = [claim.dated for claim in copies if claim.bucket.scope is Scope.SUPERSEDED]
    earlier += [claim.earlier_on for claim in copies if claim.earlier_on is not None]
    first = min(current or copies, key=_place)
    number = first.quantity.number
    if number is None:
        raise ValueError(f"claim {first.key} names no number: it is set aside before copies are laid together")
    relations = [relation for claim in copies for relation in claim.relations]
    return ScreenedClaim(
        claim=first,
        keys=tuple(sorted(claim.key for claim in copies)),
        speaker_key=_speaker_key(first),
        step=policy.step(first.speaker.kind, first.bucket.metric),
        number=number,
        day=min(claim.dated for claim in current or copies),
        stories=max(claim.stories for claim in copies),
        earlier_on=max(earlier, default=None),
        replaces=tuple(sorted(relation.target for relation in relations if relation.kind in _REPLACING)),
        background=not current,
        headlines=tuple(sorted(day for claim in current for day in claim.headlines)),
    )


def _place(claim: Assertion) -> tuple[object, ...]:
    """The sort key that puts a pinned copy first, then the earliest, then the one put forward most firmly."""
    return (claim.decision is not Decision.PIN, claim.dated, _FIRMNESS.index(claim.modality), claim.place)
