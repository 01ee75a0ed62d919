"""A text is taken out of slugs too, which write it in small letters and with hyphens."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from incidents.ledger import Actor, IncidentDraft, open_incident, preview_redaction, redact_text, update_incident
from incidents.models import Event, Incident

pytestmark = pytest.mark.django_db

WHY = "That person has nothing to do with it."
NAMES = [
    ("Jane Roe", "Jane Roe leak"),
    ("Jane Roe", "Leak at Jane Roe"),
    ("Jane Roe", "Jane Roe's letters"),
    ("Roe-Doe", "Letters of Roe-Doe"),
    ("Zo\u00eb Roe", "The files of Zo\u00eb Roe"),
    ("\u00c5ngstr\u00f6m", "\u00c5ngstr\u00f6m files"),
    ("Jane  Roe", "Files of Jane  Roe"),
    ("J. Roe-Doe", "J. Roe-Doe and others"),
    ("Roe & Doe", "Roe & Doe files"),
    ("JANE ROE", "JANE ROE leak"),
    ("Jane_Roe", "Jane_Roe leak"),
    ("Patient 4711", "Patient 4711 files"),
]


def opened(title: str, curator: Actor) -> Incident:
    return open_incident(IncidentDraft(title), actor=curator)


def record(incident: Incident) -> str:
    events = [event.data for event in Event.objects.concerning([incident.pk])]
    past: Any = Incident.history.model
    rows = [list(row) for row in past.objects.filter(id=incident.pk).values_list("slug", "title")]
    return json.dumps([events, rows], ensure_ascii=False).casefold()


@pytest.mark.parametrize(("name", "title"), NAMES)
def test_a_slug_with_the_name_is_to_be_changed_first(name: str, title: str, curator: Actor) -> None:
    incident = opened(title, curator)
    update_incident(incident.pk, {"title": "Somebody's files"}, actor=curator)
    with pytest.raises(ValidationError, match=f"the slug of {incident.reference}"):
        redact_text(incident.pk, name, reason=WHY, actor=curator)


@pytest.mark.parametrize(("name", "title"), NAMES)
def test_no_slug_of_the_past_tells_the_name(name: str, title: str, curator: Actor, client: Client) -> None:
    incident = opened(title, curator)
    slug = incident.slug
    update_incident(incident.pk, {"title": "Somebody's files", "slug": "somebodys-files"}, actor=curator)
    update_incident(incident.pk, {"summary": "Nothing more."}, actor=curator)
    where = [place.excerpt for place in preview_redaction(incident.pk, name)]
    assert not [excerpt for excerpt in where if slug in excerpt]
    redact_text(incident.pk, name, reason=WHY, actor=curator)
    assert slug not in record(incident)
    assert name.casefold() not in record(incident)
    assert client.get(f"/incidents/{slug}").status_code == 404


@pytest.mark.parametrize(
    ("text", "title"),
    [("Jane Roe", "Janet Roemer leak"), ("Rose", "Primrose leak"), ("\u738b\u5c0f\u660e\u8aaa", "Leak of files")],
)
def test_a_slug_with_other_words_stays(text: str, title: str, curator: Actor) -> None:
    incident = opened(title, curator)
    update_incident(incident.pk, {"summary": f"It was {text}!"}, actor=curator)
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=curator)
    redact_text(incident.pk, text, reason=WHY, actor=curator)
    incident.refresh_from_db()
    assert incident.slug in record(incident)
