"""`as_of`: figures as a curator would have given them from what was published by the end of a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from rest_framework.request import Request

from incidents.figures.assertion import Bucket
from incidents.figures.leading_figure import listing_place
from incidents.figures.policy import POLICIES
from incidents.figures.verdicts import Resolution
from incidents.ledger import figures_as_of
from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import FigureStatus
from tracker.foundation.rest.filters import Day
from tracker.foundation.rest.parameters import day_of, invalid

AS_OF = {
    "as_of": {
        **Day.SCHEMA,
        "description": "Figures as known by the end of this day (YYYY-MM-DD).",
    }
}
AS_OF_STEPS = {
    "as_of": {
        **Day.SCHEMA,
        "description": "Proceedings as known by the end of this day (YYYY-MM-DD); filters on steps look at those.",
    }
}


BY_POLICY = {
    "policy": {
        "type": "string",
        "enum": sorted(POLICIES),
        "description": "Figures as this policy gives them, in place of the installation's.",
    }
}


def asked_policy(request: Request) -> str | None:
    """The policy that was asked for. Raises a 400 for one that does not exist."""
    name = request.query_params.get("policy")
    if name is not None and name not in POLICIES:
        raise invalid("policy", f"There is no policy named {name!r}.", f"Choose one of: {', '.join(sorted(POLICIES))}.")
    return name


def as_of_day(request: Request) -> dt.date | None:
    """The day that was asked for. Raises a 400 for what is no day."""
    text = request.query_params.get("as_of")
    if text is None:
        return None
    day = day_of(text)
    if day is None:
        raise invalid("as_of", "`as_of` is a day, such as 2018-04-04.")
    return day


def refuse_beside(request: Request, names: Iterable[str]) -> None:
    """Returns nothing; raises a 400 when one of these filters, which know today's figures, is given beside `as_of`."""
    for name in names:
        if name in request.query_params:
            beside = "as_of" if "as_of" in request.query_params else "policy"
            detail = f"`{name}` looks at the figures of today, `{beside}` at others."
            raise invalid(name, detail, "Leave one of them out.")


def sifted(figures: Iterable[Figure], filters: Any) -> list[Figure]:
    """Those of the figures, which are in no table, that the FilterSet would find there."""
    asked = {name: value for name, value in filters.form.cleaned_data.items() if value not in (None, "", [])}
    tests = [
        partial(_passes, value=value, look_up=str(each.lookup_expr), path=str(each.field_name or name))
        for name, value in asked.items()
        if (each := filters.filters[name]) and "incident" not in str(each.field_name)
    ]
    return [figure for figure in figures if all(test(figure) for test in tests)]


def _passes(figure: Figure, *, value: Any, look_up: str, path: str) -> bool:
    if path == "disputed":
        return value is (figure.status == FigureStatus.DISPUTED)
    if path == "unverified":
        return figure.confidence is not None and value is figure.unverified
    if path == "claim__reference":
        return figure.claim is not None and figure.claim.reference == value.upper()
    held = getattr(figure, path)
    if isinstance(value, list):
        return held in value
    if look_up == "icontains":
        return value.lower() in held.lower()
    return held is not None and (held >= value if look_up == "gte" else held <= value)


def refuse_changes(request: Request) -> None:
    """Returns nothing; raises a 400 where it is asked when a figure changed that was worked out just now."""
    refuse_beside(request, ("changed_after", "changed_before"))


def figures_on(
    incidents: Sequence[Incident], day: dt.date | None, policy: str | None = None
) -> dict[int, list[Figure]]:
    """By incident id, the figures of that day (None: of today) by that policy, as rows that are not saved."""
    resolved = figures_as_of(incidents, day, policy)
    return {
        incident.pk: [
            _figure(incident, bucket, resolution)
            for bucket, resolution in sorted(
                resolved[incident.pk].items(), key=lambda held: listing_place(held[0], held[1].best)
            )
        ]
        for incident in incidents
    }


def _figure(incident: Incident, bucket: Bucket, resolution: Resolution) -> Figure:
    explanation: Any = resolution.as_data()
    return Figure(
        incident=incident,
        **bucket.columns(),
        low=resolution.low,
        best=resolution.best,
        high=resolution.high,
        status=resolution.status,
        confidence=resolution.confidence,
        claim=Claim(reference=resolution.winner) if resolution.winner else None,
        policy=resolution.policy,
        policy_version=resolution.policy_version,
        sentence=resolution.sentence,
        explanation=explanation,
        revision=None,  # type: ignore[misc]  # the figure of a past day is no revision
        changed_at=None,
    )
