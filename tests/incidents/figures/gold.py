"""Builds claims from the labelled streams, as perfect extraction and matching would record them."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from incidents.figures.assertion import Assertion, Bucket, Relation, Speaker, fingerprint
from incidents.figures.policy import Policy
from incidents.figures.quantity import Quantity
from incidents.figures.reconcile import reconcile_all
from incidents.vocabulary import Basis, Hedge, Measure, Metric, Polarity, RelationKind, Scope, SpeakerKind, Unit
from tests.json_lines import json_lines

Row = Mapping[str, Any]
KINDS = {
    "regulator": SpeakerKind.REGULATOR,
    "court": SpeakerKind.COURT,
    "press": SpeakerKind.PRESS,
    "hacker": SpeakerKind.THREAT_ACTOR,
    "other": SpeakerKind.OTHER,
    None: SpeakerKind.UNATTRIBUTED,
}
RELATION_SCOPES = {"increment": Scope.DELTA, "previous_figure": Scope.SUPERSEDED}
COUNTRIES = {"US", "UK", "Canada", "EEA", "California", "India"}


def speaker(claim: Row, parties: list[Row]) -> Speaker:
    """The labelled speaker; people of the responsible party speak for it."""
    name, kind = claim["attributed_party"], claim["attributed_kind"]
    if kind != "victim_organisation":
        key = kind if kind in {"hacker", "court"} else str(name)
        return Speaker(key, str(name or ""), KINDS[kind])
    word = name.split()[0].strip(",.").casefold()
    known = [party for party in parties if party["name"].casefold().startswith(word)]
    party = known[0] if known else next(party for party in parties if "controller" in party["role"])
    responsible = any(word in party["role"] for word in ("controller", "successor", "owner", "brand"))
    party_kind = SpeakerKind.RESPONSIBLE_PARTY if responsible else SpeakerKind.INVOLVED_PARTY
    owner = next(p for p in parties if "controller" in p["role"]) if responsible else party
    return Speaker(owner["name"], owner["name"], party_kind)


def bucket(claim: Row) -> Bucket | None:
    """Where the claim belongs; None for what is not a metric of an incident."""
    if claim["metric"] not in set(Metric):
        return None
    unit, _, currency = str(claim["unit"]).partition(":")
    country, _, label = str(claim["scope"] or "").rpartition("subset:")
    if not country and label in COUNTRIES:
        country, label = label, ""
    scope = RELATION_SCOPES.get((claim["relation"] or {}).get("kind"), Scope.TOTAL)
    if claim["scope"] and scope is Scope.TOTAL:
        scope = Scope.SUBSET
    return Bucket(Metric(claim["metric"]), Unit(unit), currency, scope, country.strip("; "), label.strip())


def quantity(claim: Row) -> Quantity:
    scale = 100 if str(claim["unit"]).startswith("money") else 1
    value, low, high = (
        None if claim[field] is None else round(claim[field] * scale) for field in ("value", "low", "high")
    )
    return Quantity(value, low, high, Hedge(claim["hedge"]))


class Ledger:
    """Claims of one incident, one for each fingerprint, recorded in the order of days."""

    def __init__(self, parties: list[Row]) -> None:
        self.parties = parties
        self.claims: dict[str, Assertion] = {}
        self._derived = 0

    def record(self, labelled: Row, day: dt.date, *, leads: bool = False) -> None:
        place = bucket(labelled)
        if place is None or not labelled["about_main_incident"]:
            return
        who, amount = speaker(labelled, self.parties), quantity(labelled)
        polarity = Polarity(labelled["polarity"])
        key = fingerprint(place, amount, who.key, Measure.UNSPECIFIED, polarity)
        known = self.claims.get(key)
        if known is None:
            known = Assertion(key, place, amount, who, polarity=polarity, known_on=day, stories=1)
        else:
            known = replace(known, stories=known.stories + 1)
        if leads:
            known = replace(known, headlines=(*known.headlines, day))
        self.claims[key] = replace(known, relations=(*known.relations, *self._relations(labelled, known, day)))

    def _relations(self, labelled: Row, claim: Assertion, day: dt.date) -> Iterator[Relation]:
        relation = labelled["relation"] or {}
        if relation.get("kind") not in {"more_than_previous", "less_than_previous"}:
            return
        before = relation["implied_previous"]
        targets = [
            other.key
            for other in self.claims.values()
            if other.quantity.number == before and other.bucket.unit == claim.bucket.unit
        ]
        if not targets:
            self._derived += 1
            derived = replace(
                claim,
                key=f"derived-{self._derived}",
                quantity=Quantity(before, before, before),
                basis=Basis.DERIVED,
                relations=(),
                known_on=day,
            )
            self.claims[derived.key] = derived
            targets = [derived.key]
        for target in targets:
            yield Relation(RelationKind.SUPERSEDES, target)


def ledgers(streams: Path) -> dict[str, Ledger]:
    """The claims of each incident of a streams folder."""
    incidents = json.loads((streams / "incidents.json").read_text(encoding="utf-8"))
    made = {row["key"]: Ledger(row["parties"]) for row in incidents}
    labels = {row["id"]: row["claims"] for row in json_lines(streams / "gold.jsonl")}
    dated = [
        (row["published"] or row["published_inferred"] or "", row) for row in json_lines(streams / "articles.jsonl")
    ]
    for day, article in sorted(dated, key=lambda pair: (pair[0], pair[1]["id"])):
        if article["incident"]:
            rows = labels.get(article["id"], ())
            lead = next((labelled["value"] for labelled in rows if _may_lead(labelled)), None)
            for labelled in rows:
                leads = _may_lead(labelled) and labelled["value"] == lead
                made[article["incident"]].record(labelled, dt.date.fromisoformat(day), leads=leads)
    return made


def _may_lead(labelled: Row) -> bool:
    """Whether an article may lead with the claim: the first such one of each is taken for its headline."""
    earlier = (labelled["relation"] or {}).get("kind") in RELATION_SCOPES
    whole = labelled["about_main_incident"] and not labelled["scope"] and not earlier
    return bool(whole) and labelled["metric"] == "affected" and labelled["polarity"] == "asserted"


def replay(streams: Path, policy: Policy, only: Iterable[str] | None = None) -> Iterator[Row]:
    """The figures known at each checkpoint, as the lines that score_streams reads."""
    made = ledgers(streams)
    days: dict[str, set[str]] = defaultdict(set)
    for row in json_lines(streams / "checkpoints.jsonl"):
        if only is None or row["incident"] in set(only):
            days[row["incident"]].add(row["as_of"])
    for incident, checkpoints in days.items():
        for day in sorted(checkpoints):
            known = [c for c in made[incident].claims.values() if c.dated <= dt.date.fromisoformat(day)]
            for where, figure in reconcile_all(known, policy).items():
                scale = 100 if where.unit is Unit.MONEY else 1
                yield {
                    "type": "figure",
                    "incident": incident,
                    "as_of": day,
                    "metric": where.metric,
                    "unit": where.unit,
                    "scope": where.country or where.label or None,
                    "low": figure.low and figure.low / scale,
                    "best": figure.best and figure.best / scale,
                    "high": figure.high and figure.high / scale,
                    "status": figure.status,
                    "sentence": figure.sentence,
                }
