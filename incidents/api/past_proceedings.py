"""Filters on proceedings of a past day: what they ask of steps is asked of the steps that were known then."""

from collections.abc import Sequence
from typing import Any

from incidents.models import Proceeding, Stage

_STEPS = "stages__"


def sifted_proceedings(proceedings: Sequence[Proceeding], filters: Any) -> list[Proceeding]:
    """Those that the FilterSet would find, had the record ended on the day that they are of. Each filter on steps may
    be met by another step, as in the table."""
    asked = {name: value for name, value in filters.form.cleaned_data.items() if value not in (None, "", [])}
    rows = Proceeding.objects.filter(pk__in=[one.pk for one in proceedings])
    of_steps = []
    for name, value in asked.items():
        path = str(filters.filters[name].field_name)
        if path.startswith(_STEPS):
            of_steps.append((path.removeprefix(_STEPS), str(filters.filters[name].lookup_expr), value))
        else:
            rows = filters.filters[name].filter(rows, value)
    found = set(rows.values_list("pk", flat=True))
    return [one for one in proceedings if one.pk in found and all(_has_step(one, *each) for each in of_steps)]


def _has_step(proceeding: Proceeding, column: str, look_up: str, value: Any) -> bool:
    return any(_passes(stage, column, look_up, value) for stage in proceeding.stages.all())


def _passes(stage: Stage, column: str, look_up: str, value: Any) -> bool:
    held = getattr(stage, column)
    if isinstance(value, list):
        return held in value
    return held is not None and bool(held >= value if look_up == "gte" else held <= value)
