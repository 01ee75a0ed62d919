"""No text of others turns the direction of what stands beside it on a curator's page."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from incidents.models import Incident
from tests.api import fill
from tests.sources.api.filling import cover
from tracker.bidi import MARKS, marks_named, marks_named_in_page

OVERRIDE = "\u202e"
RAW = re.compile(f"[{MARKS}]")
FIELDS = re.compile(r"<textarea\b.*?</textarea>|\bvalue=\"[^\"]*\"", re.DOTALL)


def spoil(model: Any) -> None:
    """Puts a mark before every free text of the model's rows."""
    for row in model.objects.all():
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            free = isinstance(field, CharField | TextField) and not field.choices and not field.unique
            value = getattr(row, field.attname)
            if free and isinstance(value, str) and value and (field.max_length or 999) > 60:
                values[field.attname] = (OVERRIDE + value)[: field.max_length]
            elif isinstance(field, JSONField) and isinstance(value, dict) and value:
                values[field.attname] = {**value, "reason": f"{OVERRIDE}because"}
        model.objects.filter(pk=row.pk).update(**values)


@pytest.fixture
def spoilt(db: None) -> Incident:
    incident = fill(1)
    cover(incident)
    for label in ("incidents", "sources"):
        for model in apps.get_app_config(label).get_models():
            spoil(model)
    return incident


def addresses() -> Iterator[str]:
    """The inbox, every list, every record, every history and entry of one."""
    yield reverse("admin:index")
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        for row in model._default_manager.all()[:5]:
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])
            if isinstance(page, SimpleHistoryAdmin):
                for past in page.model.history.filter(id=row.pk):
                    yield reverse(f"{name}_simple_history", args=[row.pk, past.pk])


def test_no_page_obeys_a_mark(admin_client: Client, spoilt: Incident) -> None:
    named = 0
    for address in addresses():
        page = admin_client.get(address, follow=True).content.decode()
        found = RAW.search(FIELDS.sub("", page))
        assert found is None, f"{address}: {page[max(0, found.start() - 80) : found.end() + 40]!r}" if found else ""
        named += "[U+202E]" in page
    assert named > 20


def test_what_a_field_finds_is_named_as_well(admin_client: Client, spoilt: Incident) -> None:
    asked = {"app_label": "incidents", "model_name": "claim", "field_name": "incident", "term": "Northwind"}
    answer = admin_client.get(reverse("admin:autocomplete"), asked)
    [found] = json.loads(answer.content)["results"]
    assert found["text"].startswith("[U+202E]Northwind")


def test_a_field_keeps_what_is_to_be_edited(admin_client: Client, spoilt: Incident) -> None:
    page = admin_client.get(reverse("admin:incidents_incident_change", args=[spoilt.pk])).content.decode()
    assert f'value="{OVERRIDE}Northwind address books 1"' in page


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_has_its_name(mark: str) -> None:
    assert marks_named(f"a{mark}b") == f"a[U+{ord(mark):04X}]b"


def test_what_looks_like_a_field_in_a_text_is_none() -> None:
    escaped = f"&lt;textarea&gt;{OVERRIDE}&lt;/textarea&gt; value=&quot;{OVERRIDE}&quot;"
    assert OVERRIDE not in marks_named_in_page(escaped)


def test_words_of_any_language_stay_as_they_are() -> None:
    assert marks_named("שלום, ‌مرحبا") == "שלום, ‌مرحبا"
