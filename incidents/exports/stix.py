"""An incident as STIX 2.1 objects. Pure.

| ours                          | STIX                                                                             |
| ----------------------------- | -------------------------------------------------------------------------------- |
| incident                      | `incident`, which the standard leaves a stub: its own fields in the extension    |
| party, regulator              | `identity`, and a `relationship` that says the role and its standing             |
| a threat actor                | `threat-actor`; `attributed-to` it where that is admitted or found               |
| figure                        | `note`, with low, best and high in the extension                                 |
| claim                         | `note`; one that denies is an `opinion` that disagrees                           |
| proceeding                    | `note` by the authority, with its steps in the extension                         |
| all of it, and the sources    | `report` with external references                                                |
| licence of a register         | `marking-definition` of type statement                                           |

Ids are version 5 UUIDs: the same record gives the same objects in every export. An identity's id follows from all
that it says, since no change of it is dated; all others follow from a permanent reference and bear the record's dates.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from incidents.exports.figures_shown import (
    Record,
    addresses,
    evidence_of,
    headline_figures,
    is_doubted,
    licence_sentence,
    licences_of,
    spoken,
)
from incidents.exports.stix_words import claim_words, extended_claim, extended_figure, extended_incident, extended_steps
from incidents.vocabulary import InvolvementStanding, PartyKind, Polarity, RelationKind, Role, label

_NAMESPACE: Final = uuid.UUID("6a0f3b52-4c1e-5d0e-9a53-0d1c0b6f7e21")
EXTENSION: Final = f"extension-definition--{uuid.uuid5(_NAMESPACE, 'extension 1')}"
_FIRST_DAY: Final = "2026-01-01T00:00:00.000Z"  # of what has no day of its own
_DEFINED: Final = "2026-12-01T00:00:00.000Z"  # the day of the extension's latest edition
SCHEMA: Final = "/static/incidents/stix-extension.json"  # JSON Schema of the extension, among the files of the site
_NAME: Final = "Privacy incident tracker"
_CLASSES: Final = {
    PartyKind.PERSON: "individual",
    PartyKind.GROUP: "group",
    PartyKind.ORGANISATION: "organization",
    PartyKind.PUBLIC_BODY: "organization",
}
_MOST_SOURCES: Final = 100  # external references of one object

Object = dict[str, Any]


def stix_id(kind: str, *parts: str) -> str:
    """`kind--UUID`, the same for the same parts."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, chr(31).join((kind, *parts)))}"


TRACKER: Final = stix_id("identity", "tracker")


def shared_objects(site: str) -> list[Object]:
    """What every bundle has once: who made it, and what its extension means. `site` is the installation's address."""
    maker = _dated("identity", TRACKER, _FIRST_DAY, _FIRST_DAY) | {"name": _NAME, "identity_class": "system"}
    definition = _dated("extension-definition", EXTENSION, _FIRST_DAY, _DEFINED) | {
        "created_by_ref": TRACKER,
        "name": "Privacy incident: figures, claims and proceedings",
        "description": "Days with their precision, kinds of data, figures (low, best, high, status), who claims what, "
        "and steps of proceedings. Numbers are counts, or minor units of the currency; a missing bound is open.",
        "schema": f"{site}{SCHEMA}",
        "version": "1.1.0",
        "extension_types": ["property-extension"],
    }
    return [maker, definition]


def stix_objects(record: Record, site: str) -> Iterator[Object]:
    """The objects of one incident. Several incidents give the same identity and marking: each is wanted once."""
    yield from _Objects(record, site).all()


@dataclass(frozen=True, slots=True)
class _Objects:
    record: Record
    site: str

    def all(self) -> Iterator[Object]:
        markings = [_marking(*one) for one in licences_of(self.record)]
        yield from markings
        marked = {"object_marking_refs": [one["id"] for one in markings]} if markings else {}
        of_incident = [self._incident(), *self._parties(), *self._figures(), *self._claims(), *self._cases()]
        for one in of_incident:
            yield one if one["type"] in ("identity", "threat-actor") else one | marked
        yield self._report(of_incident) | marked

    @property
    def _reference(self) -> str:
        return str(self.record["reference"])

    @property
    def _incident_id(self) -> str:
        return stix_id("incident", self._reference)

    def _made(self, kind: str, *parts: str) -> Object:
        created = _instant(self.record["created_at"])
        modified = max(created, _instant(self.record["updated_at"]))
        made = _dated(kind, stix_id(kind, self._reference, *parts), created, modified)
        return made | {"created_by_ref": TRACKER}

    def _incident(self) -> Object:
        record = self.record
        words = [record["summary"], *(spoken(one) for one in headline_figures(record))]
        own = {
            "source_name": _NAME,
            "external_id": self._reference,
            "url": f"{self.site}/incidents/{self._reference}",
        }
        made = self._made("incident") | {"id": self._incident_id, "name": record["title"]}
        if description := " ".join(word for word in words if word):
            made["description"] = description
        return made | {"external_references": [own], **_extended(extended_incident(record))}

    def _parties(self) -> Iterator[Object]:
        for one in sorted(self.record["involvements"], key=lambda one: (one["role"], one["party"]["reference"])):
            identity = _party(one["party"])
            yield identity
            target, kind = identity, "related-to"
            if one["role"] == Role.THREAT_ACTOR:
                target = _dated("threat-actor", stix_id("threat-actor", identity["id"]), _FIRST_DAY, _FIRST_DAY)
                target |= {"created_by_ref": TRACKER, "name": one["party"]["name"], "threat_actor_types": ["unknown"]}
                yield target
                known = one["standing"] in (InvolvementStanding.ADMITTED, InvolvementStanding.FOUND)
                kind = "attributed-to" if known else "related-to"
            words = ": ".join(part for part in (f"{label(Role(one['role']))}, {one['standing']}", one["note"]) if part)
            yield self._related(target, kind, words)

    def _related(self, target: Object, kind: str, words: str) -> Object:
        ends = {"relationship_type": kind, "source_ref": self._incident_id, "target_ref": target["id"]}
        return self._made("relationship", kind, target["id"], words) | ends | {"description": words}

    def _figures(self) -> Iterator[Object]:
        order = sorted(self.record["figures"], key=lambda one: json.dumps(one, sort_keys=True, default=str))
        for one in (figure for figure in order if figure["best"] is not None):
            bucket = [
                str(one[name]) for name in ("metric", "unit", "currency", "scope", "scope_country", "scope_label")
            ]
            made = self._made("note", "figure", *bucket) | {
                "abstract": f"Figure: {one['metric']}, {one['unit']} ({one['status']})",
                "content": spoken(one),
                "object_refs": [self._incident_id],
            }
            if one["confidence"] is not None:
                made["confidence"] = round(100 * one["confidence"])
            labels = {"labels": ["figure", "doubted"] if is_doubted(one) else ["figure"]}
            yield made | labels | _extended(extended_figure(one))

    def _claims(self) -> Iterator[Object]:
        claims = {one["reference"]: one for one in self.record.get("claims") or ()}
        for one in sorted(claims.values(), key=lambda one: str(one["reference"])):
            said = {"authors": [one["speaker"]], **_sources(one["evidence"]), **_extended(extended_claim(one))}
            said["labels"] = ["claim"]
            if one["polarity"] == Polarity.DENIED:
                target = next((row["target"] for row in one["relations"] if row["kind"] == RelationKind.DENIES), "")
                denied = claims.get(target)
                aim = _claim_id(self._reference, denied) if denied is not None else self._incident_id
                yield self._opinion(one, aim) | said
            else:
                stated = {
                    "abstract": claim_words(one)[:500],
                    "content": _quoted(one),
                    "object_refs": [self._incident_id],
                }
                yield self._made("note", one["reference"]) | stated | said

    def _opinion(self, claim: Record, aim: str) -> Object:
        made = self._made("opinion", claim["reference"])
        return made | {"opinion": "disagree", "explanation": _quoted(claim), "object_refs": [aim]}

    def _cases(self) -> Iterator[Object]:
        for case in sorted(self.record.get("proceedings") or (), key=lambda one: str(one["reference"])):
            acting = [one for one in (case["regulator"], *case["together"]) if one]
            authorities = [_authority(one) for one in acting]
            yield from authorities
            names = [one["name"] for one in authorities] or [case["label"]]
            yield self._made("note", case["reference"]) | {
                "abstract": f"{', '.join(names)}: {case['kind']}"[:500],
                "content": extended_steps(case)[0],
                "authors": names,
                "labels": ["proceeding"],
                "object_refs": [self._incident_id, *dict.fromkeys(one["id"] for one in authorities)],
                **_sources(row for stage in case["stages"] for row in stage["evidence"]),
                **_extended(extended_steps(case)[1]),
            }

    def _report(self, objects: Iterable[Object]) -> Object:
        made = self._made("report")
        references = {"object_refs": list(dict.fromkeys(one["id"] for one in objects))}
        published = {"published": made["created"], "report_types": ["incident"], "name": self.record["title"]}
        stated = _sources(evidence_of(self.record))
        further = [
            url for url in addresses(self.record) if url not in {one["url"] for one in stated.get(_REFERENCES, ())}
        ]
        rows = [*stated.get(_REFERENCES, ()), *({"source_name": "register", "url": url} for url in further)]
        return made | published | references | ({_REFERENCES: rows[:_MOST_SOURCES]} if rows else {})


_REFERENCES: Final = "external_references"


def _dated(kind: str, key: str, created: str, modified: str) -> Object:
    return {"type": kind, "spec_version": "2.1", "id": key, "created": created, "modified": modified}


def _extended(fields: Mapping[str, Any]) -> Object:
    return {"extensions": {EXTENSION: {"extension_type": "property-extension", **fields}}}


def _instant(text: str) -> str:
    """An instant of the record in milliseconds, as STIX writes it."""
    head, _, rest = text.removesuffix("Z").removesuffix("+00:00").partition(".")
    return f"{head}.{rest[:3]:0<3}Z"


def _marking(licence: str, attribution: str) -> Object:
    statement = licence_sentence(licence, attribution)
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": stix_id("marking-definition", statement),
        "created_by_ref": TRACKER,
        "created": _FIRST_DAY,
        "definition_type": "statement",
        "definition": {"statement": statement},
    }


def _party(party: Record) -> Object:
    return _identity(party["name"], _CLASSES[PartyKind(party["kind"])], party["reference"], party["country"])


def _authority(regulator: Record) -> Object:
    return _identity(regulator["name"], "organization", f"regulator {regulator['slug']}", regulator["country"])


def _identity(name: str, kind: str, reference: str, country: str) -> Object:
    key = stix_id("identity", reference, name, kind, country)
    made = _dated("identity", key, _FIRST_DAY, _FIRST_DAY) | {"created_by_ref": TRACKER, "name": name}
    known = {"source_name": _NAME, "external_id": reference}
    extended = _extended({"country": country}) if country else {}
    return made | {"identity_class": kind, _REFERENCES: [known], **extended}


def _claim_id(reference: str, claim: Record) -> str:
    kind = "opinion" if claim["polarity"] == Polarity.DENIED else "note"
    return stix_id(kind, reference, claim["reference"])


def _quoted(claim: Record) -> str:
    """What is claimed in our words, then the first sentence that says it."""
    quote = next((one["quote"] for one in claim["evidence"] if one["quote"]), "")
    words = claim_words(claim)
    return f"{words}: “{quote}”" if quote else words


def _sources(evidence: Iterable[Record]) -> Object:
    """The external references of what is told on the web or by name, each once."""
    found: dict[str, Object] = {}
    for one in evidence:
        row = {"source_name": one["publisher"] or "A source"}
        if one["title"]:
            row["description"] = one["title"]
        if one["url"].startswith(("https://", "http://")):
            row["url"] = one["url"]
        if len(row) > 1:
            found.setdefault(row.get("url") or row["description"], row)
    rows = list(found.values())[:_MOST_SOURCES]
    return {_REFERENCES: rows} if rows else {}
