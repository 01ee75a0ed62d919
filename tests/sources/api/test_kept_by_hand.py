"""Regulators and publishers are kept over REST by curators, with If-Match and a history."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Regulator
from sources.models import Publisher
from tests.api import ROOT, problem

pytestmark = pytest.mark.django_db
NEW: dict[str, Any] = {
    "regulators": {"slug": "fj-opc", "name": "Office of the Islands", "kind": "other"},
    "publishers": {"name": "Islander Post", "host": "isle.example"},
}
KINDS: dict[str, Any] = {"regulators": Regulator, "publishers": Publisher}


@pytest.fixture(params=sorted(NEW))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_record_is_entered_and_changed(curator: APIClient, kind: str) -> None:
    made = curator.post(f"{ROOT}/{kind}", {**NEW[kind], "country": "FJ", "reason": "It wrote to us."})
    assert made.status_code == 201, made.content
    address = made["Location"]
    shown = curator.get(address)
    assert (shown.json(), shown["ETag"]) == (made.json(), made["ETag"])
    changed = curator.patch(address, {"name": "Another", "reason": "So."}, headers={"If-Match": shown["ETag"]})
    assert changed.json() == {**made.json(), "name": "Another"}
    row = KINDS[kind].objects.get()
    told = list(
        row.history.order_by("history_id").values_list("name", "history_change_reason", "history_user__username")
    )
    assert told == [(NEW[kind]["name"], "It wrote to us.", "mara"), ("Another", "So.", "mara")]
    late = curator.patch(address, {"name": "Third"}, headers={"If-Match": shown["ETag"]})
    problem(late, 412)
    problem(curator.patch(address, {"name": "Third"}), 428)
    same = curator.patch(address, {"name": "Another"}, headers={"If-Match": changed["ETag"]})
    assert (same.status_code, row.history.count()) == (200, 2)


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [
        ("name", "", "/name"),
        ("name", "x" * 201, "/name"),
        ("name", 1, "/name"),
        ("country", "Fiji", "/country"),
        ("country", "fj", "/country"),
        ("nothing", 1, "/nothing"),
    ],
)
def test_what_does_not_fit_is_pointed_to(curator: APIClient, kind: str, name: str, value: Any, pointer: str) -> None:
    refusal = problem(curator.post(f"{ROOT}/{kind}", {**NEW[kind], name: value}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [pointer]
    assert not KINDS[kind].objects.exists()


@pytest.mark.parametrize("slug", ["FJ-OPC", "fj opc", "-fj", "fj--opc", "", "fj_opc", "é"])
def test_a_slug_is_small_letters(curator: APIClient, slug: str) -> None:
    problem(curator.post(f"{ROOT}/regulators", {**NEW["regulators"], "slug": slug}), 400)


@pytest.mark.parametrize("host", ["www.isle.example", "Isle.example", "isle", "https://isle.example", "isle.example/x"])
def test_a_host_is_a_host(curator: APIClient, host: str) -> None:
    refusal = problem(curator.post(f"{ROOT}/publishers", {**NEW["publishers"], "host": host}), 400)
    assert refusal["errors"][0]["pointer"] == "/host"


def test_the_same_twice_is_refused(curator: APIClient, kind: str) -> None:
    assert curator.post(f"{ROOT}/{kind}", NEW[kind]).status_code == 201
    problem(curator.post(f"{ROOT}/{kind}", NEW[kind]), 400)


def test_a_slug_in_other_case_is_refused_though_the_admin_wrote_it(curator: APIClient) -> None:
    Regulator.objects.create(slug="FJ-OPC", name="One", kind="other")
    assert curator.post(f"{ROOT}/regulators", NEW["regulators"]).status_code == 400


def test_only_curators_write(reader: APIClient, anonymous: APIClient, kind: str) -> None:
    problem(reader.post(f"{ROOT}/{kind}", NEW[kind]), 403)
    problem(anonymous.post(f"{ROOT}/{kind}", NEW[kind]), 401)
    row = KINDS[kind].objects.create(**NEW[kind])
    problem(reader.patch(f"{ROOT}/{kind}/{row.slug if kind == 'regulators' else row.pk}", {"name": "x"}), 403)
