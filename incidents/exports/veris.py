"""An incident in VERIS (schema 1.4.0), the vocabulary for event recording and incident sharing. Pure.

| ours                             | VERIS                                                                      |
| -------------------------------- | -------------------------------------------------------------------------- |
| reference                        | `incident_id`, `plus.master_id`                                            |
| the first controller             | `victim.victim_id`; further ones and processors `victim.secondary`         |
| kind                             | `action` and `attribute`; what is not known of them is `Unknown`           |
| figure counted in records        | `attribute.confidentiality.data_total`                                     |
| figure of credentials, cards...  | `attribute.confidentiality.data[].amount` of their variety                 |
| people, accounts, devices...     | never counts of records: `plus` alone, and words in `summary`              |
| fine, settlement                 | `impact.loss`, each step of its own, in one currency                       |
| occurrence, discovery            | `timeline.incident`, `timeline.discovery`; `plus.timeline.notification` is |
|                                  | the day of disclosure, as the VERIS Community Database has it              |
| sources, licences                | `reference`, `notes`                                                       |
| all else, bounds and claims      | `plus.privacy_incident_tracker` (see carried.py)                           |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from incidents.exports.carried import carried
from incidents.exports.figures_shown import (
    Record,
    addresses,
    counted_in,
    headline_figures,
    is_doubted,
    licence_sentence,
    licences_of,
    spoken,
)
from incidents.figures.confidence import LINE
from incidents.figures.number_words import major_amount
from incidents.vocabulary import (
    CARRIED_IN,
    DataClass,
    DatePrecision,
    FigureStatus,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Metric,
    PartyKind,
    Role,
    Unit,
)

SCHEMA_VERSION: Final = "1.4.0"
_UNKNOWN: Final = "Unknown"
_NO_INDUSTRY, _GOVERNMENT = "00", "92"  # NAICS
_FIRST_YEAR, _LAST_YEAR = 1950, 2050  # that the schema takes
_HIGH: Final = 0.9  # confidence

_CONFIRMED: Final = {
    IncidentStatus.CANDIDATE: "Suspected",
    IncidentStatus.DISPUTED: "Suspected",
    IncidentStatus.REJECTED: "False positive",
}
_WAYS: Final = {"variety": [_UNKNOWN], "vector": [_UNKNOWN]}
_ACTIONS: Final[dict[str, dict[str, Any]]] = {
    IncidentKind.MISUSE: {"misuse": _WAYS},
    IncidentKind.EXPOSURE: {"error": _WAYS},
    IncidentKind.SCRAPING: {"hacking": {"variety": ["Abuse of functionality"], "vector": ["Web application"]}},
}
_DISCLOSURE: Final = {
    IncidentKind.CONFIDENTIALITY: "Yes",
    IncidentKind.MISUSE: "Yes",
    IncidentKind.SCRAPING: "Yes",
    IncidentKind.EXPOSURE: "Potentially",
    IncidentKind.UNKNOWN: _UNKNOWN,
}
_VARIETIES: Final = {
    DataClass.CREDENTIALS: "Credentials",
    DataClass.PAYMENT: "Payment",
    DataClass.HEALTH: "Medical",
    DataClass.BIOMETRIC: "Sensitive Personal",
    DataClass.GENETIC: "Sensitive Personal",
    DataClass.BELIEFS: "Sensitive Personal",
    DataClass.SEXUALITY: "Sensitive Personal",
    DataClass.CRIMINAL: "Sensitive Personal",
    DataClass.OTHER: "Other",
}
_PERSONAL: Final = "Personal"  # names, addresses, profiles, identity numbers
_COUNTED: Final = {Unit.CREDENTIALS: "Credentials", Unit.PAYMENT_CARDS: "Payment", Unit.ID_NUMBERS: _PERSONAL}
_LOSSES: Final = (Metric.FINE, Metric.SETTLEMENT)
_VICTIMS: Final = (Role.CONTROLLER, Role.PROCESSOR)
_NOT_THEIRS: Final = frozenset({InvolvementStanding.DENIED, InvolvementStanding.CLEARED})


def veris_incident(record: Record) -> dict[str, Any]:
    """The incident, valid by the schema; what the record does not tell is said to be unknown."""
    found = {
        "schema_version": SCHEMA_VERSION,
        "incident_id": record["reference"],
        "source_id": CARRIED_IN,
        "security_incident": _CONFIRMED.get(record["status"], "Confirmed"),
        "confidence": _confidence(record),
        "summary": _summary(record),
        "reference": "; ".join(addresses(record)),
        "timeline": _timeline(record),
        "victim": _victim(record),
        "actor": _actor(record),
        "action": _ACTIONS.get(record["kind"], {"unknown": {}}),
        "asset": {"assets": [{"variety": _UNKNOWN}], "cloud": [_UNKNOWN]},
        "attribute": _attribute(record),
        "impact": _impact(record),
        "notes": " ".join(licence_sentence(*one) for one in licences_of(record)),
        "plus": _plus(record),
        **_discovery(record),
    }
    return {name: value for name, value in found.items() if value not in ("", None, {})}


def _summary(record: Record) -> str:
    """What happened, then each headline figure in its sentence, a disputed one told as such."""
    sentences = [spoken(one) for one in headline_figures(record)]
    return " ".join(part for part in (f"{record['title']}.", record["summary"], *sentences) if part)


def _confidence(record: Record) -> str | None:
    leading = next(iter(headline_figures(record)), None)
    if leading is None or leading["confidence"] is None:
        return None
    if leading["status"] == FigureStatus.DISPUTED or leading["confidence"] < LINE:
        return "Low"
    return "High" if leading["confidence"] >= _HIGH else "Medium"


# --- When


def _timeline(record: Record) -> dict[str, Any]:
    """The year has to be given: where nobody knows it, it is that of the first day that is known of the incident."""
    occurred = _moment(record, "occurred")
    found: dict[str, Any] = {"incident": occurred or {"year": _first_year(record)}}
    days = [_exact_day(record, what) for what in ("occurred", "discovered")]
    if days[0] is not None and days[1] is not None and days[0] <= days[1]:
        found["discovery"] = {"unit": "Days", "value": (days[1] - days[0]).days}
    return found


def _moment(record: Record, what: str) -> dict[str, int] | None:
    """As much of the day as is known."""
    text = record[f"{what}_on"]
    if not text or not _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR:
        return None
    known = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2}.get(record[f"{what}_precision"], 3)
    parts = zip(("year", "month", "day"), text.split("-"), strict=True)
    return {name: int(part) for name, part in list(parts)[:known]}


def _exact_day(record: Record, what: str) -> dt.date | None:
    exact = record[f"{what}_precision"] == DatePrecision.DAY and record[f"{what}_on"]
    return dt.date.fromisoformat(record[f"{what}_on"]) if exact else None


def _first_year(record: Record) -> int:
    days = [record[f"{what}_on"] for what in ("discovered", "disclosed", "notified")]
    days += [one["known_on"] for one in record.get("claims") or ()]
    days += [stage["happened_on"] for case in record.get("proceedings") or () for stage in case["stages"]]
    known = min((day for day in days if day), default=record["created_at"])
    return min(max(int(known[:4]), _FIRST_YEAR), _LAST_YEAR)


# --- Who


def _parties(record: Record, *roles: Role) -> list[Record]:
    """The parties in these roles, the first role first, by name; without those that deny their role or are cleared."""
    found = [one for one in record["involvements"] if one["role"] in roles and one["standing"] not in _NOT_THEIRS]
    order = sorted(found, key=lambda one: (roles.index(one["role"]), one["party"]["name"]))
    return list({one["party"]["name"]: one["party"] for one in order}.values())


def _victim(record: Record) -> dict[str, Any]:
    named = _parties(record, *_VICTIMS)
    first, others = next(iter(named), None), named[1:]
    public = first is not None and first["kind"] == PartyKind.PUBLIC_BODY
    found: dict[str, Any] = {
        "country": sorted(record["countries"]) or [_UNKNOWN],
        "employee_count": _UNKNOWN,
        "industry": _GOVERNMENT if public else _NO_INDUSTRY,
        "government": [_UNKNOWN] if public or first is None else ["NA"],
    }
    if first is not None:
        found["victim_id"] = first["name"]
    if others:
        found["secondary"] = {"amount": len(others), "victim_id": [one["name"] for one in others]}
    return found


def _actor(record: Record) -> dict[str, Any]:
    named = [one["name"] for one in _parties(record, Role.THREAT_ACTOR)]
    if not named:
        return {"unknown": {}}
    standings = {one["party"]["name"]: one["standing"] for one in record["involvements"]}
    words = "; ".join(f"{name}: {standings[name]}" for name in named)
    return {"external": {"variety": [_UNKNOWN], "motive": [_UNKNOWN], "name": named, "notes": words}}


def _discovery(record: Record) -> dict[str, Any]:
    named = [one["name"] for one in _parties(record, Role.DISCOVERER)]
    if not named:
        return {"discovery_method": {"unknown": True}}
    return {"discovery_method": {"external": {"variety": [_UNKNOWN]}}, "discovery_notes": ", ".join(named)}


# --- What


def _attribute(record: Record) -> dict[str, Any]:
    if record["kind"] == IncidentKind.INTEGRITY_AVAILABILITY:
        return {"availability": {"variety": [_UNKNOWN]}}
    confidentiality: dict[str, Any] = {"data_disclosure": _DISCLOSURE[IncidentKind(record["kind"])]}
    amounts = {variety: figure for unit, variety in _COUNTED.items() if (figure := counted_in(record, unit))}
    varieties = {_VARIETIES.get(DataClass(one), _PERSONAL) for one in record["data_classes"]} | amounts.keys()
    if varieties:
        confidentiality["data"] = [
            {"variety": one, "amount": amounts[one]["best"]} if one in amounts else {"variety": one}
            for one in sorted(varieties)
        ]
    total = counted_in(record, Unit.RECORDS)
    if total is not None:
        confidentiality["data_total"] = total["best"]
    doubts = [f"{one['best']} {one['unit']}. {spoken(one)}" for one in _given(total, amounts.values())]
    if doubts:
        confidentiality["notes"] = " ".join(doubts)
    return {"confidentiality": confidentiality}


def _given(total: Record | None, amounts: Iterable[Record]) -> list[Record]:
    """The numbers that are given and doubted."""
    return [one for one in (total, *amounts) if one is not None and is_doubted(one)]


def _impact(record: Record) -> dict[str, Any] | None:
    """Fines and settlements; with several currencies none, since VERIS takes one."""
    sums = [one for one in headline_figures(record) if one["metric"] in _LOSSES and one["currency"]]
    currencies = {one["currency"] for one in sums}
    if len(currencies) != 1:
        return None
    [currency] = currencies
    losses = []
    for one in sums:
        bounds = {"min_amount": one["low"], "amount": one["best"], "max_amount": one["high"]}
        given = {name: major_amount(value, currency) for name, value in bounds.items() if value is not None}
        losses.append({"variety": "Legal and regulatory", "rating": _UNKNOWN, **given})
    notes = " ".join(spoken(one) for one in sums)
    return {"overall_rating": _UNKNOWN, "iso_currency_code": currency, "loss": losses, "notes": notes}


def _plus(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {"master_id": record["reference"], CARRIED_IN: carried(record)}
    if disclosed := _moment(record, "disclosed"):
        found["timeline"] = {"notification": disclosed}
    licences = [{"licence": licence, "attribution": name} for licence, name in licences_of(record)]
    if licences:
        found["licences"] = licences
    return found
