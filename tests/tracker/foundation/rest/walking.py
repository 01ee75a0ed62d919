"""Every address that reads, with a record behind it, and every parameter that it takes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.test import APIClient

from incidents.snapshots.making import make_snapshot
from sources.models import Feed, Rematching
from tests.api import ROOT, fill
from tests.sources.api.filling import cover, subscribe
from tracker.api import router
from tracker.foundation.access.models import ApiToken

SELECTING = ("fields", "omit", "expand")
READING = [(each.name, each.callback) for each in router.urls if "get" in each.callback.actions]


def parameters() -> Iterator[tuple[str, str, bool]]:
    """(name of the address, parameter, whether it takes several values), for every parameter of every reading view."""
    for address, callback in READING:
        view = callback.cls()
        view.action, view.request = callback.actions["get"], HttpRequest()
        view.request.method = "GET"
        filters = view.filterset_class.base_filters if view.filterset_class else {}
        for name in sorted(view.parameters()):
            several = name in filters and filters[name].json_schema()["type"] == "array"
            yield address, name, several or name in SELECTING


EVERY = list(parameters())


@pytest.fixture
def addresses(curator: APIClient, settings: Any, tmp_path: Path) -> dict[str, str]:
    """Where each reading view is found, with a record behind it."""
    settings.SNAPSHOT_DIR = tmp_path
    incident = fill(1)
    snapshot = make_snapshot()
    assert snapshot is not None
    article, endpoint = cover(incident), subscribe(User.objects.get(username="mara"), incident)
    references = {
        "article": article.reference,
        "claim": incident.claims.order_by("pk")[0].reference,
        "event": incident.events.order_by("pk")[0].reference,
        "party": incident.involvements.get().party.reference,
        "proceeding": incident.proceedings.get().reference,
        "webhook-endpoint": endpoint.reference,
    }
    keys = {
        "incident-involvement": incident.involvements.get().pk,
        "coverage": article.coverage.get().pk,
        "mention": article.versions.get().mentions.get().pk,
        "publisher": article.publisher_id,
        "token": ApiToken.objects.get(owner__username="mara").pk,
        "webhook-delivery": endpoint.deliveries.get().pk,
        "snapshot-run": snapshot.pk,
        "rematching": Rematching.objects.create(incident=incident, changed_at=incident.created_at).pk,
        "feed": Feed.objects.get().pk,
    }
    named = {"incident": incident.reference, "slug": "gb-ico"}
    found = {}
    for each in router.urls:
        kind = next((kind for kind in (*references, *keys) if str(each.name).startswith(f"{kind}-")), "")
        values = named | {"reference": references.get(kind, ""), "pk": str(keys.get(kind, ""))}
        values["name"] = f"{snapshot.name}.ndjson.gz" if str(each.name).startswith("snapshot-") else "incident"
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda part: values[part[1]], str(each.pattern))  # noqa: B023
        found[str(each.name)] = f"{ROOT}/{path.strip('^$').removesuffix('/?')}"
    return found


def values_of(address: str, name: str) -> tuple[str, ...]:
    """Two values that the parameter takes; none where nothing can be expanded."""
    view: Any = dict(READING)[address].cls()
    if name in SELECTING:
        view.action = dict(READING)[address].actions["get"]
        record = view.get_serializer_class()
        names = record.expandable if name == "expand" else record.all_names()
        return (names[0], names[-1]) if names else ()
    items = view.filterset_class.base_filters[name].json_schema()["items"]
    words = items.get("enum", ["GB", "EUR"])
    return words[0], words[-1]
