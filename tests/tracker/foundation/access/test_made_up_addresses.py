"""Addresses of the admin that somebody made up: an answer, never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse

from incidents.models import Incident
from tests.tracker.foundation.access import test_admin_walk as walk

pytestmark = pytest.mark.django_db
rows = walk.rows

NO_KEYS = ("abc", "²", "-1", "9" * 30, "1_000", "_5Fx")
# Of a field, and of what the list itself knows.
ODD = ("=abc", "__year=99999", "__range=1")
ODD_OF_LISTS = ("o=99", "p=abc", "all=x", "e=1", "nothing=1")


def made_up(rows: dict[str, Any]) -> Iterator[str]:
    """Every address with what is no key in the place of each part."""
    for pattern in walk._patterns(admin.site.urls[0]):
        name, asked = str(pattern.name), list(pattern.pattern.regex.groupindex)  # type: ignore[attr-defined]
        row = next((row for start, row in rows.items() if name.startswith(start)), None)
        words = {each: walk.WORDS[each][0] for each in asked if each in walk.WORDS}
        right = {"app_label": "incidents", "content_type_id": "1", **words}
        for part in asked:
            for value in NO_KEYS:
                given = {each: right.get(each, str(row.pk) if row is not None else "1") for each in asked} | {
                    part: value
                }
                try:
                    yield reverse(f"admin:{name}", kwargs=given)
                except NoReverseMatch:
                    continue


def asked_oddly(model: type[models.Model]) -> Iterator[str]:
    """What is asked of the list of these records, by the fields that it has as filters and the first of each kind."""
    page = admin.site._registry[model]
    filters = {each if isinstance(each, str) else each[0] for each in page.list_filter if not isinstance(each, type)}
    kinds: dict[type, str] = {}
    for field in model._meta.fields:
        kinds.setdefault(type(field), field.name)
    for name in sorted({*filters, *kinds.values(), page.date_hierarchy or "pk"}):
        yield from (f"{name}{asked}" for asked in ODD)
    named = [
        each.parameter_name for each in page.list_filter if isinstance(each, type) and hasattr(each, "parameter_name")
    ]
    yield from (f"{name}={value}" for name in named for value in ("abc", "99999"))
    yield from ODD_OF_LISTS


def test_no_made_up_address_fails(client: Client, rows: dict[str, Any]) -> None:
    walk.staff(client, is_superuser=True)
    client.raise_request_exception = False
    failed = [address for address in dict.fromkeys(made_up(rows)) if client.get(address).status_code >= 500]
    failed += [
        f"POST {address}"
        for address in dict.fromkeys(made_up(rows))
        if client.post(address, walk.ANYTHING).status_code >= 500
    ]
    assert failed == []


def test_no_list_fails_on_what_it_is_asked(client: Client, rows: dict[str, Any]) -> None:
    walk.staff(client, is_superuser=True)
    client.raise_request_exception = False
    failed = []
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        failed += [asked for asked in asked_oddly(model) if client.get(f"{address}?{asked}").status_code >= 500]
    assert failed == []


def test_no_list_fails_on_the_rows_that_are_ticked(client: Client, rows: dict[str, Any]) -> None:
    walk.staff(client, is_superuser=True)
    client.raise_request_exception = False
    lists = [(page, post) for page in walk.pages(rows) if page.name.endswith("changelist") for post in page.posts()]
    failed = [
        f"{page.address} {post['action']} {value}"
        for page, post in lists
        for value in NO_KEYS
        if client.post(page.address, {**post, "_selected_action": [value]}).status_code >= 500
    ]
    assert failed == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("incidents/incident/?created_at__year=99999", "choose the filters anew"),
        ("incidents/claim/?value__range=1", "two ends with a comma"),
        ("incidents/party/?created_at__year=0", "choose the filters anew"),
    ],
)
def test_what_cannot_be_answered_is_left_out_with_a_message(client: Client, asked: str, said: str) -> None:
    walk.staff(client, is_superuser=True)
    assert said in client.get(f"/admin/{asked}", follow=True).content.decode()


def test_a_fault_of_ours_is_no_fault_of_the_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("ours")

    walk.staff(client, is_superuser=True)
    monkeypatch.setattr(admin.site._registry[Incident], "get_queryset", fail)
    client.raise_request_exception = False
    assert client.get("/admin/incidents/incident/").status_code == 500
