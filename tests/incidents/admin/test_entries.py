"""Forms that help: what is odd is asked about, what exists is told, folded errors are open, histories tell all."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, Actor, IncidentDraft, known_party, open_incident, update_party
from incidents.models import Claim, Figure, Incident, Party
from tests.incidents.admin.forms import errors_of, filled, shown_box
from tests.incidents.admin.test_claims import entry

INCIDENTS = "admin:incidents_incident_add"


def opened(desk: Client, **typed: Any) -> Any:
    return desk.post(reverse(INCIDENTS), filled(desk.get(reverse(INCIDENTS))) | typed)


def changed(desk: Client, incident: Incident, **typed: Any) -> Any:
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    return desk.post(address, filled(desk.get(address)) | {"change_reason": "Read again", **typed})


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"value": "10 billion"}, "value", "the world has 8,232 million people"),
        ({"value": "0"}, "value", "The number is 0"),
        ({"quote": "", "source_url": ""}, "quote", "neither a quote nor a source"),
        ({"speaker_kind": "press", "speaker_words": ""}, "speaker_words", "has a name"),
        (
            {"value": "90 million", "scope": "subset", "scope_country": "GB"},
            "value",
            "United Kingdom has 70 million people",
        ),
    ],
)
def test_what_is_odd_is_asked_about_in_a_box_that_says_what(
    desk: Client, incident: Incident, typed: dict[str, str], field: str, words: str
) -> None:
    asked = entry(desk, incident, **typed)
    form = asked.context["adminform"].form
    assert words in " ".join(form.errors[field])
    box = form["confirm"]
    assert box.field.widget.input_type == "checkbox"
    assert words in box.help_text
    assert words in asked.content.decode()
    assert not Claim.objects.exists()
    assert entry(desk, incident, **typed, confirm="on").status_code == 200
    assert entry(desk, incident, **typed, confirm=shown_box(asked)).status_code == 302
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "then", "field"),
    [
        ({"value": "10 billion"}, {"value": "20 billion"}, "value"),
        ({"value": "10 billion"}, {"value": "10 billion", "quote": "", "source_url": ""}, "quote"),
        ({"quote": "", "source_url": ""}, {"quote": "", "source_url": "", "value": "0"}, "value"),
        ({"value": "0"}, {"quote": "", "source_url": ""}, "quote"),
        ({"speaker_kind": "press", "speaker_words": ""}, {"value": "10 billion"}, "value"),
        ({"value": "90 million", "scope": "subset", "scope_country": "GB"}, {"value": "10 billion"}, "value"),
    ],
)
def test_a_confirmation_holds_for_what_was_shown_alone(
    desk: Client, incident: Incident, first: dict[str, str], then: dict[str, str], field: str
) -> None:
    box = shown_box(entry(desk, incident, **first))
    again = entry(desk, incident, **then, confirm=box)
    assert field in again.context["adminform"].form.errors
    assert f'value="{shown_box(again)}"' in again.content.decode()
    assert f'value="{shown_box(again)}" id="id_confirm" checked' not in again.content.decode()
    assert not Claim.objects.exists()
    assert entry(desk, incident, **then, confirm=shown_box(again)).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"metric": "fine"}, "unit"),
        ({"metric": "fine", "unit": "money", "currency": "XXQ"}, "currency"),
        ({"scope": "subset", "scope_country": "UK"}, "scope_country"),
        ({"scope_country": "GB"}, "scope_country"),
        ({"value": "8,7"}, "value"),
        ({"claimed_on": "0001-01-01"}, "claimed_on"),
        ({"published_on": "2099-01-01"}, "published_on"),
        ({"claimed_on": "2031-06-02", "published_on": "2031-06-01"}, "claimed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    desk: Client, incident: Incident, typed: dict[str, str], field: str
) -> None:
    assert field in entry(desk, incident, **typed, confirm="on").context["adminform"].form.errors
    assert not Claim.objects.exists()


def test_a_speaker_typed_by_hand_is_shown_as_the_speaker(desk: Client, incident: Incident) -> None:
    entry(desk, incident, speaker_words="Troy Hunt", speaker_kind="unattributed")
    claim = Claim.objects.get()
    page = desk.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()
    assert "Troy Hunt, " in page
    assert "The coverage in its own voice" not in page


def test_a_figure_that_cannot_be_is_asked_about_before_it_overrules(desk: Client, disputed: Figure) -> None:
    address = reverse("admin:incidents_figure_overrule", args=[disputed.pk])
    typed = {"best": "10 billion", "reason": "So it was."}
    asked = desk.post(address, typed)
    assert "the world" in errors_of(asked)
    assert 'type="checkbox" name="confirm"' in asked.content.decode()
    box = shown_box(asked)
    assert desk.post(address, typed | {"best": "11 billion", "confirm": box}).status_code == 200
    assert desk.post(address, typed | {"confirm": box}).status_code == 302


FOLDED = [
    {"occurred_on": "the day before"},
    {"occurred_on": "0001-01-01"},
    {"discovered_on": "2099-01-01"},
    {"disclosed_on": "2031-02-30"},
    {"notified_on": "1989-12-31"},
    {"occurred_on": "2031-05-04", "disclosed_on": "2031-05-03"},
    {"occurred_on": "2031-05-04", "notified_on": "2031-05-03"},
    {"occurred_precision": "fortnight"},
    {"disclosed_precision": ""},
    {"countries": "UK"},
    {"countries": "GB, Britain"},
    {"data_classes": ["shoe_size"]},
]


@pytest.mark.parametrize("typed", FOLDED)
def test_an_error_opens_the_folded_section_that_holds_it(
    desk: Client, incident: Incident, typed: dict[str, Any]
) -> None:
    for page in (changed(desk, incident, **typed), opened(desk, title="Another", **typed)):
        assert page.status_code == 200
        form = page.context["adminform"]
        folded = [section for section in form if section.is_collapsible]
        hidden = {name for section in folded for line in section for name in line.fields}
        assert form.form.errors
        assert not hidden & set(form.form.errors)
        assert len(folded) == 1


@pytest.mark.parametrize(
    "title",
    [
        "Halden Rail passes",
        "halden rail passes",
        "  Halden Rail passes ",
        "Halden  Rail  passes",
        "HALDEN RAIL PASSES",
        "Halden Rail: passes",
        "Halden-Rail passes",
        "Halden Rail passes.",
        "“Halden Rail” passes",
        "Hälden Rail passes",
    ],
)
def test_a_title_that_another_incident_has_is_told_before_saving(desk: Client, incident: Incident, title: str) -> None:
    asked = opened(desk, title=title)
    assert asked.status_code == 200
    assert reverse("admin:incidents_incident_change", args=[incident.pk]) in errors_of(asked)
    assert opened(desk, title=title, confirm=shown_box(asked)).status_code == 302
    assert Incident.objects.count() == 2


def test_a_title_of_its_own_is_not_asked_about(desk: Client, incident: Incident) -> None:
    assert opened(desk, title="Halden Rail passports").status_code == 302
    assert changed(desk, incident, summary="More is known.").status_code == 302


@pytest.mark.parametrize("slug", ["halden-rail-passes", "Halden-Rail-Passes", "{reference}", "{lower}"])
def test_a_slug_that_leads_elsewhere_is_refused_with_where(desk: Client, incident: Incident, slug: str) -> None:
    slug = slug.format(reference=incident.reference, lower=incident.reference.lower())
    refused = opened(desk, title="Another", slug=slug)
    assert incident.reference in " ".join(refused.context["adminform"].form.errors["slug"])


@pytest.mark.parametrize("name", ["Halden Rail", "halden rail", "HALDEN  RAIL", "Halden-Rail"])
def test_a_party_that_exists_is_told(desk: Client, railway: Party, name: str) -> None:
    address = reverse("admin:incidents_party_add")
    refused = desk.post(address, filled(desk.get(address)) | {"name": name})
    assert railway.reference in errors_of(refused)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"countries": "GB, IE"}, "countries: GB → GB, IE"),
        ({"countries": ""}, "countries: GB → none"),
        ({"data_classes": ["health", "names"]}, "kinds of data: none → health, names"),
        (
            {"involvements-0-standing": "admitted"},
            "Osier Data (recipient, alleged) → Halden Rail (controller, admitted), Osier Data (recipient, alleged)",
        ),
    ],
)
def test_the_history_of_an_incident_tells_changed_lists(
    desk: Client, incident: Incident, typed: dict[str, Any], told: str
) -> None:
    assert changed(desk, incident, **typed).status_code == 302
    page = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    assert told in page


def test_the_history_of_a_party_tells_its_names(desk: Client, railway: Party, curator: User) -> None:
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    row = filled(desk.get(address)) | {"change_reason": "As it signs"}
    row |= {f"aliases-{int(row['aliases-TOTAL_FORMS']) - 1}-name": "HRC"}
    assert desk.post(address, row).status_code == 302
    update_party(railway.pk, {"aliases": ["HRX"]}, actor=Actor.of(curator))
    page = desk.get(reverse("admin:incidents_party_history", args=[railway.pk])).content.decode()
    assert "Added party alias “HRC”." in page
    assert "-HRC" in page
    assert "+HRX" in page


def test_a_title_of_the_same_incident_elsewhere_is_no_twin(desk: Client) -> None:
    known_party("Osier Data")
    open_incident(IncidentDraft("!!!"), actor=SYSTEM)
    assert opened(desk, title="???").status_code in (200, 302)
