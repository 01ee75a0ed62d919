"""The list of incidents is narrowed by what is typed, and a narrowed list is kept as a view, one click away."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, InvolvementDraft, known_party, open_incident
from incidents.models import Figure, Incident, Proceeding, SavedView
from incidents.vocabulary import Role
from tracker.foundation.access.curators import ensure_curators_group

LIST = "admin:incidents_incident_changelist"
SAVE = "admin:incidents_incident_save_view"


@pytest.fixture
def cases(disputed: Figure, proceeding: Proceeding) -> Incident:
    """87 million of Halden Rail in 2031, with a proceeding; and a harbour of 2028 in Norway, without a figure."""
    involved = [InvolvementDraft(known_party("Harbour Company"), Role.CONTROLLER)]
    day = dt.date(2028, 6, 1)
    return open_incident(
        IncidentDraft("Harbour", disclosed_on=day, countries=["NO"], involvements=involved), actor=SYSTEM
    )


def listed(desk: Client, **query: Any) -> set[str]:
    answer = desk.get(reverse(LIST), query)
    assert answer.status_code == 200, answer
    return {row.title for row in answer.context["cl"].result_list}


PASSES, HARBOUR = {"Halden Rail passes"}, {"Harbour"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"affected_min": "1 million"}, PASSES),
        ({"affected_min": "88m"}, set()),
        ({"affected_max": "100 million"}, PASSES),
        ({"party": "halden rail"}, PASSES),
        ({"party": "Harbour Company"}, HARBOUR),
        ({"party": "Nobody"}, set()),
        ({"regulator": "ofd"}, PASSES),
        ({"regulator": "Office for Data"}, PASSES),
        ({"country": "no"}, HARBOUR),
        ({"from_day": "2031"}, PASSES),
        ({"to_day": "2028-06"}, HARBOUR),
        ({"from_day": "2028-06-01", "to_day": "2028-06-01"}, HARBOUR),
        ({"confidence_min": "0"}, PASSES),
        ({"confidence_max": "0"}, set()),
        ({"party": "Halden Rail", "from_day": "2031", "to_day": "2031", "affected_min": "1,000,000"}, PASSES),
        ({"party": "", "affected_min": ""}, PASSES | HARBOUR),
        ({"party": "Halden Rail", "status__exact": "closed"}, set()),
    ],
)
def test_what_is_typed_narrows_the_list(desk: Client, cases: Incident, query: Any, found: set[str]) -> None:
    assert listed(desk, **query) == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"affected_min": "8,7"}, "decimal comma"),
        ({"country": "UK"}, "write GB"),
        ({"party": "Halden"}, "No party is called Halden. Halden Rail?"),
        ({"party": "Nobody"}, "No party is called Nobody."),
        ({"party": "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 3}, "No party is called a b c"),
        ({"from_day": "spring"}, "Write a year, a month or a day"),
        ({"to_day": "2031-02-30"}, "There is no such day"),
        ({"confidence_min": "7"}, "less than or equal to 1"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(desk: Client, cases: Incident, query: Any, sentence: str) -> None:
    answer = desk.get(reverse(LIST), query)
    assert sentence in html.unescape(answer.content.decode())
    assert not answer.context["cl"].result_list


def test_the_form_keeps_the_other_filters_and_the_search(desk: Client, cases: Incident) -> None:
    shown = desk.get(
        reverse(LIST), {"status__exact": "open", "q": "harbour", "party": "Harbour Company"}
    ).content.decode()
    form = re.search(r'<form method="get" class="narrowing">.*?</form>', shown, re.DOTALL)
    assert form is not None
    assert '<input type="hidden" name="status__exact" value="open">' in form[0]
    assert '<input type="hidden" name="q" value="harbour">' in form[0]
    assert 'value="Harbour Company"' in form[0]


def save(desk: Client, name: str, query: str, **fields: Any) -> str:
    return desk.post(reverse(SAVE), {"name": name, "query": query, **fields}, follow=True).content.decode()


def test_a_view_is_one_click_from_the_first_page(desk: Client, cases: Incident) -> None:
    save(desk, "Halden, 2031, over a million", "party=Halden+Rail&from_day=2031&affected_min=1+million&p=3&country=")
    view = SavedView.objects.get()
    assert view.query == "affected_min=1+million&from_day=2031&party=Halden+Rail"
    first = desk.get(reverse("admin:index")).content.decode()
    link = re.search(r'<a href="([^"]*)">Halden, 2031, over a million</a>', first)
    assert link is not None
    answer = desk.get(html.unescape(link[1]))
    assert {row.title for row in answer.context["cl"].result_list} == PASSES


def test_views_are_shared_on_request_and_deleted_by_their_owner(desk: Client, cases: Incident) -> None:
    save(desk, "Mine", "party=Halden+Rail")
    save(desk, "Ours", "country=GB", shared="on")
    nora = User.objects.create_user("nora", is_staff=True)
    nora.groups.add(ensure_curators_group())
    theirs = Client()
    theirs.force_login(nora)
    shown = theirs.get(reverse(LIST)).content.decode()
    assert "?country=GB" in shown
    assert ">Mine</a>" not in shown
    ours, mine = SavedView.objects.get(name="Ours"), SavedView.objects.get(name="Mine")
    drop = reverse("admin:incidents_incident_drop_view", args=[ours.pk])
    assert theirs.post(drop).status_code == 404
    assert desk.post(drop).status_code == 302
    assert list(SavedView.objects.all()) == [mine]


def test_a_view_without_a_filter_or_a_name_is_refused(desk: Client, cases: Incident) -> None:
    assert "The list is not filtered" in save(desk, "All", "p=2")
    assert "Name: This field is required" in save(desk, "", "country=NO")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", ["kind__zzz=1", "zzz=1", "owner__password=1", "id__in=x", "kind__exact__zzz=1"])
def test_a_view_of_what_is_no_filter_is_refused(desk: Client, cases: Incident, query: str) -> None:
    assert "Query: The list cannot be filtered so" in save(desk, "Odd", f"{query}&country=NO")
    assert not SavedView.objects.exists()


def test_a_name_is_one_view_of_a_curator_and_another_of_another(desk: Client, cases: Incident) -> None:
    save(desk, "Norway", "country=NO")
    assert "You have a view “Norway” already" in save(desk, " Norway ", "country=GB")
    assert [view.query for view in SavedView.objects.all()] == ["country=NO"]
    nora = User.objects.create_user("nora", is_staff=True)
    nora.groups.add(ensure_curators_group())
    theirs = Client()
    theirs.force_login(nora)
    assert "is saved" in save(theirs, "Norway", "country=NO")


def test_a_mistyped_year_offers_no_thousand_years(desk: Client, cases: Incident) -> None:
    ends = {"Harbour": dt.date(1, 1, 1), "Halden Rail passes": dt.date(9999, 12, 31)}
    for title, day in ends.items():
        Incident.objects.filter(title=title).update(disclosed_on=day)
    [years] = [one for one in desk.get(reverse(LIST)).context["cl"].filter_specs if one.title == "year of disclosure"]
    offered = [year for year, _ in years.lookup_choices]
    assert (offered[0], offered[-1], len(offered)) == ("2034", "1900", 135)
    assert listed(desk, year="9999") == PASSES


def test_no_list_counts_the_whole_table_for_each_choice(desk: Client, cases: Incident) -> None:
    own = [page for model, page in admin.site._registry.items() if model._meta.app_label in {"incidents", "sources"}]
    assert {page.show_facets for page in own} == {admin.ShowFacets.NEVER}
    shown = desk.get(reverse(LIST), {"_facets": "True"})
    assert not shown.context["cl"].add_facets
    assert "Show counts" not in shown.content.decode()


def test_who_may_only_look_keeps_no_view(client: Client, cases: Incident) -> None:
    user = User.objects.create_user("lena", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_incident"))
    client.force_login(user)
    assert client.post(reverse(SAVE), {"name": "x", "query": "country=NO"}).status_code == 403
    assert "Save this view" not in client.get(reverse(LIST)).content.decode()
