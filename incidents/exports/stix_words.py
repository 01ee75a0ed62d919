"""What STIX has no field for: in the extension's properties, and claims and steps in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incidents.exports.carried import carried
from incidents.exports.figures_shown import Record
from incidents.figures.assertion import Bucket
from incidents.figures.number_words import spell_amount, spell_money
from incidents.figures.quantity import Quantity
from incidents.vocabulary import Hedge, Metric, Polarity, ProceedingKind, Scope, StageKind, Unit, label

_BUCKET = ("metric", "unit", "currency", "scope", "scope_country", "scope_label")
_FIGURE = (*_BUCKET, "low", "best", "high", "status", "confidence", "policy", "policy_version")
_CLAIM = (
    *("reference", *_BUCKET, "measure", "value", "low", "high", "printed", "hedge", "modality", "polarity"),
    *("speaker", "speaker_kind", "claimed_on", "claimed_precision", "known_on", "basis", "standing"),
)
_STAGE = ("kind", "happened_on", "happened_precision", "amount_minor", "currency", "note")
_APART = frozenset({"format", "title", "summary", "figures", "claims", "proceedings", "involvements"})


def extended_incident(record: Record) -> dict[str, Any]:
    """The incident's own fields, days with their precision, and the rows of registers."""
    return {name: value for name, value in carried(record).items() if name not in _APART}


def extended_figure(figure: Record) -> dict[str, Any]:
    return _given(figure, _FIGURE)


def extended_claim(claim: Record) -> dict[str, Any]:
    """What is claimed, with the licence and attribution of each source that has one."""
    licences = sorted({(one["licence"], one["attribution"] or "") for one in claim["evidence"] if one["licence"]})
    rows = [{"licence": licence, "attribution": attribution} for licence, attribution in licences]
    return _given(claim, _CLAIM) | ({"licences": rows} if rows else {})


def extended_steps(case: Record) -> tuple[str, dict[str, Any]]:
    """The steps of a proceeding in words, and as data."""
    rows = [_given(one, _STAGE) for one in case["stages"]]
    about = _given(case, ("reference", "kind", "label", "case_reference", "legal_basis", "owed"))
    words = "; ".join(_step(one) for one in case["stages"])
    return words or label(ProceedingKind(case["kind"])), about | ({"stages": rows} if rows else {})


def claim_words(claim: Record) -> str:
    """ "Company: not up to 87 million people (2018-04-04)"."""
    bucket = Bucket(
        Metric(claim["metric"]),
        Unit(claim["unit"]),
        claim["currency"],
        Scope(claim["scope"]),
        claim["scope_country"],
        claim["scope_label"],
    )
    amount = spell_amount(Quantity(claim["value"], claim["low"], claim["high"], Hedge(claim["hedge"])), bucket)
    denied = "not " if claim["polarity"] == Polarity.DENIED else ""
    day = claim["claimed_on"] or claim["known_on"]
    return f"{claim['speaker']}: {denied}{amount}{f' ({day})' if day else ''}"


def _step(stage: Record) -> str:
    amount = "" if stage["amount_minor"] is None else f", {spell_money(stage['amount_minor'], stage['currency'])}"
    return f"{stage['happened_on']} {label(StageKind(stage['kind']))}{amount}"


def _given(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: record[name] for name in names if record[name] not in (None, "", [], {})}
