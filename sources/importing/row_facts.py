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


def _stage(kept: Mapping[str, Any]) -> RegisterStage:
    day = kept["day"]
    return RegisterStage(
        kind=StageKind(kept["kind"]),
        quote=kept["quote"],
        regulator=kept["regulator"],
        authority=kept["authority"],
        day=RegisterDay(dt.date.fromisoformat(day["day"]), DatePrecision(day["precision"])) if day else None,
        amount_minor=kept["amount_minor"],
        currency=kept["currency"],
    )
