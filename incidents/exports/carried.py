"""All of an incident that an export carries so that an import can make the same incident of it.

VERIS has no place for who says what; its `plus` takes what a database adds. Sources that only this installation knows
by their names (an article's number) are numbered within the incident; rows of registers keep the name that every
installation gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from incidents.exports.figures_shown import Record, own_registers
from incidents.vocabulary import CARRIED_FORMAT, Visibility

_INCIDENT: Final = (
    *("reference", "title", "summary", "kind", "status"),
    *(f"{what}_{part}" for what in ("occurred", "discovered", "disclosed", "notified") for part in ("on", "precision")),
    *("countries", "data_classes"),
)
_BUCKET: Final = ("metric", "unit", "currency", "scope", "scope_country", "scope_label")
_FIGURE: Final = (*_BUCKET, "low", "best", "high", "status", "confidence", "sentence")
_CLAIM: Final = (
    *("reference", *_BUCKET, "measure", "value", "low", "high", "printed", "hedge", "hedge_text", "modality"),
    *("polarity", "speaker", "speaker_kind", "claimed_on", "claimed_precision", "basis", "decision", "known_on"),
)
_EVIDENCE: Final = (
    *("url", "publisher", "title", "quote", "published_on", "presented_as", "headline", "submitted"),
    *("licence", "attribution"),
)
_STAGE: Final = ("kind", "happened_on", "happened_precision", "amount_minor", "currency", "note", "source_url")
_STAGE_EVIDENCE: Final = (
    *("url", "publisher", "title", "quote", "published_on", "kind", "amount_minor", "currency", "submitted"),
    *("licence", "attribution"),
)
_REGISTER: Final = ("register", "key", "name", "url", "licence", "attribution", "first_seen_on", "last_seen_on")


class _Numbers:
    """Names of sources as others can use them."""

    def __init__(self, registers: Iterable[Record]) -> None:
        self._kept = {f"{one['register']}:{one['key']}" for one in registers}
        self._given: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name of a register's row, else a number, the same for the same name."""
        if name.partition("#")[0] in self._kept:
            return name
        return self._given.setdefault(name, str(len(self._given) + 1))


def carried(record: Record) -> dict[str, Any]:
    """The record without what this installation alone knows, and without what is empty."""
    registers = sorted(own_registers(record), key=lambda one: (one["register"], one["key"]))
    sources, stories = _Numbers(registers), _Numbers(registers)

    def sourced(evidence: Iterable[Record], names: tuple[str, ...]) -> list[dict[str, Any]]:
        order = sorted(evidence, key=lambda one: (one["published_on"] or "", one["url"], one["quote"], one["source"]))
        return [
            {"source": sources.of(one["source"]), "story": stories.of(one["story"]), **_picked(one, names)}
            for one in order
        ]

    claims = sorted(record.get("claims") or (), key=lambda one: (one["known_on"] or "", one["reference"]))
    cases = sorted(record.get("proceedings") or (), key=lambda one: one["reference"])
    found = {
        "format": CARRIED_FORMAT,
        **_picked(record, _INCIDENT),
        "visibility": "" if record["visibility"] == Visibility.PUBLIC else record["visibility"],
        "involvements": [_party(one["party"]) | _picked(one, ("role", "standing", "note")) for one in _roles(record)],
        "figures": [_picked(one, _FIGURE) for one in _in_order(record["figures"])],
        "claims": [
            _picked(one, _CLAIM)
            | _present("party", one["speaker_party"] and _party(one["speaker_party"]))
            | _present("relations", _relations(one))
            | _present("evidence", sourced(one["evidence"], _EVIDENCE))
            for one in claims
        ],
        "proceedings": [_case(one, sourced) for one in cases],
        "registers": [_picked(one, _REGISTER) for one in registers],
    }
    return {name: value for name, value in found.items() if _is_given(value)}


def _case(case: Record, sourced: Any) -> dict[str, Any]:
    stages = [
        _picked(one, _STAGE) | _present("evidence", sourced(one["evidence"], _STAGE_EVIDENCE)) for one in case["stages"]
    ]
    return (
        _picked(case, ("reference", "label", "kind", "case_reference", "legal_basis"))
        | _present("regulator", case["regulator"] and case["regulator"]["slug"])
        | _present("together", sorted(one["slug"] for one in case["together"]))
        | _present("respondent", case["respondent"] and _party(case["respondent"]))
        | _present("stages", stages)
    )


def _roles(record: Record) -> list[Record]:
    return sorted(record["involvements"], key=lambda one: (one["role"], one["party"]["name"]))


def _in_order(figures: Iterable[Record]) -> list[Record]:
    return sorted(figures, key=lambda one: tuple(str(one[name]) for name in _BUCKET))


def _relations(claim: Record) -> list[dict[str, str]]:
    found = {(one["kind"], one["target"]) for one in claim["relations"]}
    return [{"kind": kind, "target": target} for kind, target in sorted(found)]


def _party(party: Record) -> dict[str, Any]:
    return _picked(party, ("name", "kind", "country"))


def _picked(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: record[name] for name in names if _is_given(record[name])}


def _present(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if _is_given(value) else {}


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
