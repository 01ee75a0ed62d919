"""Steps of cases out of the facts that are kept of a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from incidents.vocabulary import DatePrecision, StageKind
from sources.importers.rows import RegisterDay, RegisterStage


def stages_of(facts: Mapping[str, Any]) -> list[RegisterStage]:
    """The steps that facts tell, as they were read."""
    return [_stage(one) for one in facts.get("stages", ())]


def _stage(told: Mapping[str, Any]) -> RegisterStage:
    day = told["day"]
    return RegisterStage(
        kind=StageKind(told["kind"]),
        quote=told["quote"],
        regulator=told["regulator"],
        authority=told["authority"],
        day=RegisterDay(dt.date.fromisoformat(day["day"]), DatePrecision(day["precision"])) if day else None,
        amount_minor=told["amount_minor"],
        currency=told["currency"],
    )
