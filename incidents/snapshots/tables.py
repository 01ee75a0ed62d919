"""The records of a snapshot as tables, for CSV and SQLite: one row a line, joined by references.

A list of plain words is one cell, its words joined by a space; what is a record of its own has a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from incidents.api.claims import ClaimSerializer, EvidenceSerializer, RelationSerializer
from incidents.api.figures import FigureSerializer
from incidents.api.incidents import IncidentSerializer, RegisterEntrySerializer
from incidents.api.proceedings import ProceedingSerializer, StageEvidenceSerializer, StageSerializer
from incidents.snapshots.records import Record

_PARTY: Final = ("reference", "name", "kind", "country")
_REGULATOR: Final = ("slug", "name", "acronym", "country")
Row = tuple[str, Mapping[str, Any]]  # table, and its cells by column


def _columns(serializer: Any, *without: str) -> tuple[str, ...]:
    names = serializer.all_names() if hasattr(serializer, "all_names") else serializer.Meta.fields
    return tuple(name for name in names if name not in without)


def _of(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{prefix}_{name}" for name in names)


# table -> its columns; what the REST interface adds to a record is a column here as well
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents": _columns(IncidentSerializer, "figures", "involvements", "claims", "proceedings", "registers"),
    "involvements": ("incident", *_of("party", _PARTY), "role", "standing", "note"),
    "registers": ("incident", *_columns(RegisterEntrySerializer)),
    "figures": ("incident", *_columns(FigureSerializer, "incident", "explanation", "history")),
    "claims": (
        *_columns(ClaimSerializer, "speaker_party", "evidence", "relations", "reviews"),
        *_of("speaker_party", _PARTY),
    ),
    "relations": ("claim", *_columns(RelationSerializer)),
    "evidence": ("claim", *_columns(EvidenceSerializer)),
    "proceedings": (
        *_columns(ProceedingSerializer, "regulator", "together", "respondent", "stages", "owed"),
        *_of("owed", ("amount_minor", "currency")),
        *_of("regulator", _REGULATOR),
        "together",
        *_of("respondent", _PARTY),
    ),
    "stages": ("proceeding", "number", *_columns(StageSerializer, "evidence")),
    "stage_evidence": ("proceeding", "number", *_columns(StageEvidenceSerializer)),
}


def rows_of(record: Record) -> Iterator[Row]:
    """The rows of every table that an incident's record holds."""
    of_incident = {"incident": record["reference"]}
    yield "incidents", record
    for each in record["involvements"]:
        yield "involvements", {**of_incident, **each, **_named("party", each["party"])}
    for each in record["registers"]:
        yield "registers", {**of_incident, **each}
    for each in record["figures"]:
        yield "figures", {**of_incident, **each}
    for each in record["claims"]:
        yield "claims", {**each, **_named("speaker_party", each["speaker_party"])}
        for table in ("relations", "evidence"):
            for part in each[table]:
                yield table, {**part, "claim": each["reference"]}
    for each in record["proceedings"]:
        yield from _of_proceeding(each)


def _of_proceeding(proceeding: Record) -> Iterator[Row]:
    of_case = {"proceeding": proceeding["reference"]}
    named = {
        **_named("regulator", proceeding["regulator"]),
        **_named("respondent", proceeding["respondent"]),
        **_named("owed", proceeding["owed"]),
        "together": [each["slug"] for each in proceeding["together"]],
    }
    yield "proceedings", {**proceeding, **named}
    for number, stage in enumerate(proceeding["stages"], start=1):
        yield "stages", {**of_case, "number": number, **stage}
        for part in stage["evidence"]:
            yield "stage_evidence", {**of_case, "number": number, **part}


def _named(prefix: str, record: Mapping[str, Any] | None) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in (record or {}).items()}


def cell(value: Any) -> Any:
    """A value as a cell has it: a number, a text, or None."""
    if isinstance(value, bool):
        return int(value)
    return " ".join(str(one) for one in value) if isinstance(value, list) else value
