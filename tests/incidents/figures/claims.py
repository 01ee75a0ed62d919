"""Builds claims for the tests of reconciliation: short words for what matters in each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from incidents.figures.assertion import Assertion, Bucket, Relation, Speaker
from incidents.figures.policy import DEFAULT, Policy
from incidents.figures.quantity import Quantity, bounds
from incidents.figures.reconcile import reconcile, reconcile_all
from incidents.figures.verdicts import Resolution
from incidents.vocabulary import Hedge, Metric, RelationKind, Scope, SpeakerKind, Unit

PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)
FIRST = dt.date(2031, 5, 1)

COMPANY = Speaker("company", "Brightwater", SpeakerKind.RESPONSIBLE_PARTY)
RIVAL = Speaker("rival", "Hollow Fern", SpeakerKind.INVOLVED_PARTY)
REGULATOR = Speaker("regulator", "Data Office", SpeakerKind.REGULATOR)
COURT = Speaker("court", "High Court", SpeakerKind.COURT)
PRESS = Speaker("press", "The Gazette", SpeakerKind.PRESS)
RESEARCHER = Speaker("researcher", "Ida Brandt", SpeakerKind.RESEARCHER)
ATTACKER = Speaker("attacker", "nightjar", SpeakerKind.THREAT_ACTOR)
OUTSIDER = Speaker("outsider", "Milo Hart", SpeakerKind.OTHER)
NOBODY = Speaker("", "", SpeakerKind.UNATTRIBUTED)


def claim(
    key: str,
    speaker: Speaker,
    number: int | None,
    *,
    hedge: Hedge = Hedge.EXACT,
    day: int = 0,
    country: str = "",
    label: str = "",
    unit: Unit = Unit.PEOPLE,
    replaces: Iterable[str] = (),
    **values: Any,
) -> Assertion:
    """A claim of so many people on the day `day` after the first; other fields as Assertion has them."""
    scope = values.pop("scope", Scope.SUBSET if country or label else Scope.TOTAL)
    quantity = values.pop("quantity", None) or (
        bounds(number, hedge) if number is not None else Quantity(None, None, None)
    )
    return Assertion(
        key=key,
        bucket=Bucket(Metric.AFFECTED, unit, scope=scope, country=country, label=label),
        quantity=quantity,
        speaker=speaker,
        known_on=FIRST + dt.timedelta(days=day),
        relations=tuple(Relation(RelationKind.SUPERSEDES, target) for target in replaces),
        **values,
    )


def figure(*claims: Assertion, policy: Policy = DEFAULT) -> Resolution:
    """The figure of the people concerned, when all claims are of one bucket."""
    return reconcile(claims, policy)


def total(*claims: Assertion, policy: Policy = DEFAULT) -> Resolution:
    """The figure of the people concerned in all, whatever else the claims are about."""
    return reconcile_all(claims, policy)[PEOPLE]


def numbers(resolution: Resolution) -> tuple[int | None, int | None, int | None]:
    return resolution.low, resolution.best, resolution.high


def part(resolution: Resolution, key: str) -> str:
    """The part that a claim plays."""
    return next(verdict.rule for verdict in resolution.verdicts if verdict.key == key)
