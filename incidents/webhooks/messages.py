"""What a receiver gets, type by type, as JSON Schema (2020-12): the documentation of `payload`, held to it by tests.

`schema_of` gives one type's schema, complete in itself. Receivers should let pass what they do not know: a message may
gain fields without becoming another version of itself.
"""

from __future__ import annotations

from typing import Any, Final

from incidents.figures.confidence import LINE
from incidents.models import EventType
from incidents.vocabulary import (
    Basis,
    DataClass,
    Decision,
    FigureStatus,
    Hedge,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Metric,
    Polarity,
    ProceedingKind,
    Role,
    Scope,
    SpeakerKind,
    StageKind,
    Unit,
    Visibility,
)
from incidents.webhooks.payload import TEST_TYPE
from incidents.webhooks.schema_parts import Schema, day, many, number, or_null, record, ref, text, word

DIALECT = "https://json-schema.org/draft/2020-12/schema"

BUCKET: Final = {
    "metric": word(Metric, "What is counted."),
    "unit": word(Unit, "In what it is counted; money is in minor units of `currency`."),
    "currency": text("ISO 4217 for money, else empty.", pattern="^([A-Z]{3})?$"),
    "scope": record(
        {"kind": word(Scope), "country": text("ISO 3166-1 alpha-2, or empty."), "label": text("Which part, in words.")},
        optional=["country", "label"],
        description="Whether the whole is meant, or which part.",
    ),
}
SNAPSHOT: Final = {
    "title": text(),
    "slug": text("Readable name in addresses; may change."),
    "summary": text(),
    "kind": word(IncidentKind),
    "status": word(IncidentStatus),
    "visibility": word(Visibility),
    **{
        f"{what}_{part}": day("Null when unknown.") if part == "on" else text("How exactly the date is known.")
        for what in ("occurred", "discovered", "disclosed", "notified")
        for part in ("on", "precision")
    },
    "countries": many(text(pattern="^[A-Z]{2}$"), "ISO 3166-1 alpha-2."),
    "data_classes": many(word(DataClass)),
    "involvements": many(
        record({"party": text(), "name": text(), "role": word(Role), "standing": word(InvolvementStanding)})
    ),
}
NUMBERS: Final = {
    "low": number("Null when open."),
    "best": number("The figure; null when unknown."),
    "high": number("Null when open."),
    "status": word(FigureStatus),
    "confidence": {
        "type": ["number", "null"],
        "minimum": 0,
        "maximum": 1,
        "description": f"How likely a careful curator is to hold it; below {LINE} it is unverified. Null when unknown.",
    },
}
# What was told before figures had one has none, and is delivered again as it was.
_LATER: Final = ["confidence"]
DEFINITIONS: Final[dict[str, Schema]] = {
    "incident": record(
        {
            "reference": text("Permanent, such as PI-7K3M-9Q2X."),
            "slug": text("Readable name in addresses; may change."),
            "title": text(),
        },
        description="The incident that the event is about.",
    ),
    "links": record(
        {
            "events": text("The list of events, from this one on.", format="uri"),
            "incident": text("The incident as it is now.", format="uri"),
            "explain": text("Why its figures are what they are.", format="uri"),
        },
        optional=["incident", "explain"],
        description="Where to read more; each needs a token.",
    ),
    "numbers": record(NUMBERS, optional=_LATER, description="A figure at one moment. Null never means zero."),
    "claim": record(
        {
            "reference": text("Permanent, such as CL-7K3M-9Q2X."),
            **BUCKET,
            "speaker": text("Who says so."),
            "speaker_kind": word(SpeakerKind),
            "hedge": word(Hedge, "How the words bound the number."),
            "polarity": word(Polarity, "`denied` for: not 87 million."),
            "value": number("The number as printed."),
            "low": number("Null when open."),
            "high": number("Null when open."),
            "claimed_on": day("When it was said."),
            "known_on": day("When the public could know."),
            "basis": word(Basis),
            "quote": text("The sentence of the article, 400 characters at the most."),
            "url": text("The article."),
            "publisher": text(),
            "published_on": day("Of the article."),
            "licence": text("Of the quote, where it is a public register's."),
            "attribution": text("How the register's owner wants to be named."),
        },
        optional=["quote", "url", "publisher", "published_on", "licence", "attribution"],
        description="What somebody asserts or denies, with its first quote.",
    ),
    "snapshot": record(SNAPSHOT, description="All fields of the incident."),
    "changed": record(SNAPSHOT, optional=SNAPSHOT, description="Those fields of the incident that differ."),
}
REASON: Final = text("Why, in a sentence.")
FIGURE: Final = {
    "figure": record(BUCKET, description="Which figure of the incident."),
    "old": or_null(ref("numbers")),
    "new": ref("numbers"),
    "change": record(
        {
            "absolute": number("New minus old; null when either is unknown."),
            "relative": {"type": ["number", "null"], "description": "The same as a part of the old: 0.74 for 74%."},
        }
    ),
    "reason": REASON,
    "claims": many(ref("claim"), "The claims behind the figure, the one that decided first; ten at the most."),
}
ARTICLE: Final = {"reference": text("Permanent, such as AR-7K3M-9Q2X."), "title": text(), "url": text()}
ENDPOINT: Final = record({"reference": text("Permanent, such as EP-7K3M-9Q2X.")})
PROCEEDING: Final = record(
    {
        "reference": text("Permanent, such as PR-7K3M-9Q2X."),
        "kind": word(ProceedingKind),
        "regulator": record(
            {"slug": text(), "name": text()}, nullable=True, description="Null where `label` says who acts."
        ),
        "label": text("Who acts where no single regulator does, such as 47 states; or empty."),
        "respondent": {"type": ["string", "null"], "description": "Against whom."},
        "case_reference": text("The regulator's own, or empty."),
        "owed": record(
            {"amount_minor": {"type": "integer"}, "currency": text()},
            nullable=True,
            description="The amount of the latest stage that has effect; null when there is none.",
        ),
    }
)
STAGE: Final = record(
    {
        "kind": word(StageKind),
        "happened_on": text(format="date"),
        "amount_minor": number("In minor units of `currency`."),
        "currency": text(),
        "note": text(),
    },
    nullable=True,
    description="The step that was taken; null when the proceeding itself changed.",
)
# By type: what happened, in a sentence, and what `data` holds besides what every message has.
MESSAGES: Final[dict[str, tuple[str, Schema]]] = {
    EventType.INCIDENT_CREATED: ("An incident was opened.", {"after": ref("snapshot")}),
    EventType.INCIDENT_UPDATED: (
        "What is held of an incident changed.",
        {"before": ref("changed"), "after": ref("changed"), "reason": REASON},
    ),
    EventType.INCIDENT_MERGED: (
        "Two incidents turned out to be one.",
        {"kept": ref("incident"), "absorbed": ref("incident"), "reason": REASON},
    ),
    EventType.INCIDENT_SPLIT: (
        "Claims went to another incident, new or known, or a merge was undone.",
        {"apart": ref("incident"), "reason": REASON, "undone_merge": {"type": "boolean"}},
    ),
    EventType.INCIDENT_PUBLISHED: (
        "An incident became public; what came before stays with the curators.",
        {
            "held": ref("snapshot"),
            "figures": many(
                record({**BUCKET, **NUMBERS, "sentence": text("Why it is that, in a sentence.")}, optional=_LATER),
                "The figures now.",
            ),
            "absorbed": many(text(), "References of incidents that live on as this one."),
        },
    ),
    EventType.INCIDENT_WITHDRAWN: (
        "An incident is public no more; what you have of it should go as well.",
        {"incident": record({"reference": text("Permanent, such as PI-7K3M-9Q2X.")})},
    ),
    EventType.INCIDENT_REDACTED: (
        "A text was taken out of what was told of an incident; earlier events, read again, have a mark in its place.",
        {"places": {"type": "integer", "description": "How many texts it was taken out of."}, "reason": REASON},
    ),
    EventType.FIGURE_CHANGED: ("A figure is new, or its numbers or its status changed.", FIGURE),
    EventType.FIGURE_DISPUTED: ("A figure became disputed.", FIGURE),
    EventType.CLAIM_RECORDED: ("Somebody asserts something new.", {"claim": ref("claim")}),
    EventType.CLAIM_DENIED: ("Somebody denies something.", {"claim": ref("claim")}),
    EventType.CLAIM_REVIEWED: (
        "A curator judged a claim.",
        {
            "claim": ref("claim"),
            "decision": word(Decision),
            "before": or_null(word(Decision, "The judgment before.")),
            "reason": REASON,
        },
    ),
    EventType.CLAIM_CORRECTED: (
        "A curator put a claim in the place of one that was read or entered wrongly.",
        {"claim": ref("claim"), "corrected": ref("claim"), "reason": REASON},
    ),
    EventType.COVERAGE_LINKED: (
        "An article counts as coverage of an incident.",
        {
            "article": record(
                {
                    **ARTICLE,
                    "publisher": text(),
                    "published_on": day("Null when unknown."),
                    "state": text("Of the link between the two: `confirmed` when it counts."),
                    "score": {"type": ["number", "null"], "description": "How well the article fits, from 0 to 1."},
                }
            )
        },
    ),
    EventType.ARTICLE_CHANGED: (
        "An article that covers an incident has a new text.",
        {"article": record({**ARTICLE, "versions": {"type": "integer", "description": "Of its text, so far."}})},
    ),
    EventType.PROCEEDING_STAGE_CHANGED: (
        "A proceeding was opened, or a step was taken in it.",
        {"proceeding": PROCEEDING, "stage": STAGE},
    ),
    EventType.ENDPOINT_DISABLED: (
        "Another endpoint of the same owner was disabled.",
        {"endpoint": ENDPOINT, "reason": REASON},
    ),
    TEST_TYPE: ("Somebody asked for a test.", {"endpoint": ENDPOINT}),
}
WITHOUT_INCIDENT: Final = frozenset({str(EventType.ENDPOINT_DISABLED), TEST_TYPE})


def schema_of(message_type: str) -> Schema:
    """The JSON Schema of the whole message of this type, complete in itself. Raises KeyError for an unknown type."""
    sentence, own = MESSAGES[message_type]
    data: Schema = {"links": ref("links"), **own}
    if message_type != TEST_TYPE:
        data["sequence"] = {"type": "integer", "minimum": 1, "description": "The place in the order of all events."}
        data["incident_sequence"] = number("The place in the order of the incident's own events.")
        data["shortened"] = {"const": True, "description": "There when texts or lists were cut to fit 20 kB."}
    if message_type not in WITHOUT_INCIDENT:
        data.setdefault("incident", ref("incident"))
        data["incident_sequence"] = {**data["incident_sequence"], "type": "integer", "minimum": 1}
    schema = {
        "$schema": DIALECT,
        "title": str(message_type),
        "description": sentence,
        **record(
            {
                "type": {"const": str(message_type)},
                "timestamp": text("When it happened, in UTC.", format="date-time"),
                "data": record(data, optional=["shortened"]),
            }
        ),
    }
    used = _used(schema)
    return {**schema, "$defs": {name: DEFINITIONS[name] for name in sorted(used)}} if used else schema


def _used(schema: Any) -> set[str]:
    """The names of the definitions that a schema leads to, directly or not."""
    found: set[str] = set()
    if isinstance(schema, dict):
        if isinstance(name := schema.get("$ref"), str):
            name = name.rpartition("/")[2]
            found |= {name} | _used(DEFINITIONS[name])
        for value in schema.values():
            found |= _used(value)
    elif isinstance(schema, list):
        for value in schema:
            found |= _used(value)
    return found
