"""A page that was left open takes back nothing that somebody else saved meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import known_party
from incidents.models import Party, Proceeding, Regulator
from incidents.vocabulary import RegulatorKind
from sources.models import Feed, Publisher
from tests.incidents.admin.forms import errors_of, filled

REASON = {"change_reason": "As they say themselves"}


def _feed(publisher: Publisher) -> int:
    return Feed.objects.create(publisher=publisher, url="https://daily.example/feed", next_poll_at=timezone.now()).pk


def record_of(kind: str) -> tuple[str, int]:
    if kind == "party":
        return "incidents_party", known_party("Osier Data").pk
    if kind == "regulator":
        made = Regulator.objects.create(slug="xx-o", name="Office", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY)
        return "incidents_regulator", made.pk
    publisher = Publisher.objects.create(name="Daily", host="daily.example")
    if kind == "publisher":
        return "sources_publisher", publisher.pk
    return "sources_feed", _feed(publisher)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("party", {"country": "FR"}, {"site": "https://osier.example/"}),
        ("regulator", {"acronym": "OFD"}, {"region": "North"}),
        ("publisher", {"name": "The Daily"}, {"country": "FR"}),
        ("feed", {"active": ""}, {"poll_every_minutes": "77"}),
    ],
)
def test_it_says_what_was_saved_meanwhile_and_changes_nothing(
    desk: Client, kind: str, first: dict[str, str], second: dict[str, str]
) -> None:
    name, key = record_of(kind)
    address = reverse(f"admin:{name}_change", args=[key])
    early, late = filled(desk.get(address)), filled(desk.get(address))
    assert desk.post(address, early | first | REASON).status_code == 302
    refused = desk.post(address, late | second | REASON)
    assert refused.status_code == 200
    assert "mara changed this at" in errors_of(refused)
    kept = filled(desk.get(address))
    assert all((kept.get(field) or "") == value for field, value in first.items())
    assert all(kept.get(field) != value for field, value in second.items())


def test_what_was_typed_counts_when_it_is_sent_again(desk: Client, railway: Party) -> None:
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    late = filled(desk.get(address))
    assert desk.post(address, filled(desk.get(address)) | {"country": "NO"} | REASON).status_code == 302
    refused = desk.post(address, late | {"country": "SE"} | REASON)
    assert "Country is “NO” now" in errors_of(refused)
    assert desk.post(address, filled(refused)).status_code == 302
    railway.refresh_from_db()
    assert railway.country == "SE"


def test_an_amount_that_was_put_right_is_not_taken_back(desk: Client, proceeding: Proceeding) -> None:
    address = reverse("admin:incidents_proceeding_change", args=[proceeding.pk])
    early, late = filled(desk.get(address)), filled(desk.get(address))
    assert desk.post(address, early | {"stages-1-amount": "18.4 million"} | REASON).status_code == 302
    refused = desk.post(address, late | {"legal_basis": "Article 83"} | REASON)
    assert "Amount is “18" in refused.content.decode()
    amounts = proceeding.stages.order_by("happened_on").values_list("amount_minor", flat=True)
    assert list(amounts) == [18_300_000_000, 1_840_000_000]


def test_a_name_in_texts_that_was_put_right_is_not_taken_back(desk: Client, railway: Party) -> None:
    railway.aliases.create(name="HR")
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    early, late = filled(desk.get(address)), filled(desk.get(address))
    [box] = [name for name, value in early.items() if value == "HR"]
    assert desk.post(address, early | {box: "H. Rail"} | REASON).status_code == 302
    assert "since you opened the page" in desk.post(address, late | {"country": "SE"} | REASON).content.decode()
    assert {row.name for row in railway.aliases.all()} == {"Halden Rail", "H. Rail"}


def test_the_same_change_sent_twice_is_no_conflict(desk: Client, railway: Party) -> None:
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    typed = filled(desk.get(address)) | {"country": "SE", "aliases-1-name": "HR"} | REASON
    assert desk.post(address, typed).status_code == 302
    again = desk.post(address, typed | {"aliases-1-name": ""})
    assert again.status_code == 302, errors_of(again)
