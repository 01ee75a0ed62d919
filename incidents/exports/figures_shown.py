"""Which figures of a record lead, and how far they can be relied on, for formats that have room for one number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from incidents.figures.confidence import LINE
from incidents.vocabulary import FigureStatus, Metric, Scope, Unit

Record = Mapping[str, Any]  # an incident as REST shows it, with its claims, proceedings and registers

# A register prints a placeholder where nobody has counted.
_NO_NUMBER: Final = frozenset({FigureStatus.PLACEHOLDER, FigureStatus.UNKNOWN})
_DOUBTED: Final = frozenset({FigureStatus.DISPUTED, FigureStatus.UNVERIFIED})


def headline_figures(record: Record) -> list[Record]:
    """The known figures of the whole incident: who is affected first, the largest first."""
    whole = [one for one in record["figures"] if one["scope"] == Scope.TOTAL and one["best"] is not None]
    return sorted(whole, key=lambda one: (one["metric"] != Metric.AFFECTED, one["metric"], -one["best"], one["unit"]))


def counted_in(record: Record, unit: Unit) -> Record | None:
    """The leading figure in exactly this unit, None where nobody has counted in it: units never stand for another."""
    counts = (one for one in headline_figures(record) if one["metric"] in (Metric.AFFECTED, Metric.RECORDS))
    return next((one for one in counts if one["unit"] == unit and one["status"] not in _NO_NUMBER), None)


def is_doubted(figure: Record) -> bool:
    """Whether it has to be told as disputed or unverified."""
    sure = figure["confidence"]
    return figure["status"] in _DOUBTED or (sure is not None and sure < LINE)


def spoken(figure: Record) -> str:
    """Its sentence, with its status where that is a doubt: "It is disputed: ..."."""
    status = figure["status"] if figure["status"] in _DOUBTED | _NO_NUMBER else "unverified"
    return f"{status.capitalize()}: {figure['sentence']}" if is_doubted(figure) else str(figure["sentence"])


def addresses(record: Record) -> list[str]:
    """Where the record is told on the web: of claims, of steps and of registers, each once, in a fixed order."""
    every = [one["url"] for one in evidence_of(record)] + [one["url"] for one in own_registers(record)]
    return list(dict.fromkeys(url for url in every if url.startswith(("https://", "http://"))))


def evidence_of(record: Record) -> Iterable[Record]:
    """The sources of claims, then of steps."""
    for claim in record.get("claims") or ():
        yield from claim["evidence"]
    for case in record.get("proceedings") or ():
        for stage in case["stages"]:
            yield from stage["evidence"]


def licences_of(record: Record) -> list[tuple[str, str]]:
    """(licence, attribution) of all that came from registers, each pair once, sorted."""
    every = [*evidence_of(record), *own_registers(record)]
    return sorted({(one["licence"] or "", one["attribution"] or "") for one in every if one["licence"]})


def licence_sentence(licence: str, attribution: str) -> str:
    """What whoever hands the data on has to keep to."""
    return f"In part from {attribution or 'a register'}, under its licence: {licence}."


def own_registers(record: Record) -> list[Record]:
    """The rows of registers that it came from, without that of an export of this very incident."""
    own = record["reference"].casefold()
    return [one for one in record.get("registers") or () if one["key"].casefold() != own]
