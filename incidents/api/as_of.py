"""`as_of`: figures as a curator would have given them from what was published by the end of a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.request import Request

from incidents.figures.assertion import Bucket
from incidents.figures.policy import POLICIES
from incidents.figures.verdicts import Resolution
from incidents.ledger import figures_as_of
from incidents.models import Claim, Figure, Incident
from tracker.foundation.rest.filters import Day
from tracker.foundation.rest.parameters import day_of, invalid

AS_OF = {
    "as_of": {
        **Day.SCHEMA,
        "description": "Figures as known by the end of this day (YYYY-MM-DD). Not together with filters on figures.",
    }
}
AS_OF_STEPS = {
    "as_of": {
        **Day.SCHEMA,
        "description": "Proceedings as known by the end of this day (YYYY-MM-DD). Not together with filters.",
    }
}


BY_POLICY = {
    "policy": {
        "type": "string",
        "enum": sorted(POLICIES),
        "description": "Figures as this policy gives them, in place of the installation's. Not together with filters.",
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
            raise invalid(
                name, f"`{name}` looks at the figures of today, `as_of` at those of a day.", "Leave one of them out."
            )


def figures_on(
    incidents: Sequence[Incident], day: dt.date | None, policy: str | None = None
) -> dict[int, list[Figure]]:
    """By incident id, the figures of that day (None: of today) by that policy, as rows that are not saved."""
    resolved = figures_as_of(incidents, day, policy)
    return {
        incident.pk: [
            _figure(incident, bucket, resolution) for bucket, resolution in sorted(resolved[incident.pk].items())
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
