"""A suggestion reaches curators, and nobody and nothing else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.models import Claim, Event, Incident, Suggestion, SuggestionState
from tests.incidents.site.conftest import Reads
from tracker.foundation.access.curators import ensure_curators_group

pytestmark = pytest.mark.django_db
SENT = {"text": "The notice says 6,000, not 5,000.", "source_url": "https://regulator.example/n/1", "contact": ""}


def send(client: Client, address: str = "/suggest", **changes: str) -> Any:
    return client.post(address, SENT | changes)


def test_a_suggestion_lands_with_its_incident_and_changes_nothing(client: Client, shown: Incident) -> None:
    claims, events = Claim.objects.count(), Event.objects.count()
    answer = send(client, f"/incidents/{shown.slug}/suggest", contact="ann@reader.example")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/suggest/thanks")
    suggestion = Suggestion.objects.get()
    assert (suggestion.incident, suggestion.text, suggestion.state) == (shown, SENT["text"], SuggestionState.NEW)
    assert suggestion.contact == "ann@reader.example"
    assert (Claim.objects.count(), Event.objects.count()) == (claims, events)


def test_a_suggestion_is_on_no_page(client: Client, read: Reads, shown: Incident) -> None:
    send(client, f"/incidents/{shown.slug}/suggest", contact="ann@reader.example")
    for address in ("/", f"/incidents/{shown.slug}", "/incidents.atom", f"/incidents/{shown.slug}/suggest"):
        page = read(address).content.decode()
        assert "6,000" not in page
        assert "ann@reader.example" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "wrong"}, "at least 15 characters"),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"source_url": "nowhere at all"}, "Enter a valid URL"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"contact": "ann"}, "valid email address"),
        ({"text": "A text with \0 in the midst."}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client: Client, changes: dict[str, str], said: str) -> None:
    answer = send(client, **changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_program_that_fills_in_every_field_is_thanked_and_not_heard(client: Client) -> None:
    assert send(client, website="https://spam.example").headers["Location"] == "/suggest/thanks"
    assert not Suggestion.objects.exists()


def test_one_address_sends_only_so_many(client: Client, settings: Any) -> None:
    settings.THROTTLE_SITE_FORMS = "2/hour"
    assert [send(client).status_code for _ in range(3)] == [302, 302, 429]
    assert Suggestion.objects.count() == 2
    assert client.post("/suggest", SENT, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_a_form_of_another_site_is_refused(shown: Incident) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    page = strict.get("/suggest")
    assert "no-store" in page.headers["Cache-Control"]
    token = page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert send(strict, csrfmiddlewaretoken=token).status_code == 302


def test_a_curator_works_it_off_in_the_admin(client: Client, shown: Incident) -> None:
    send(client, f"/incidents/{shown.slug}/suggest")
    mara = User.objects.create(username="mara", is_staff=True)
    mara.groups.add(ensure_curators_group())
    client.force_login(mara)
    assert SENT["text"] in client.get(reverse("admin:index")).content.decode()
    suggestion = Suggestion.objects.get()
    page = reverse("admin:incidents_suggestion_change", args=[suggestion.pk])
    assert 'rel="noreferrer nofollow"' in client.get(page).content.decode()
    done = client.post(page, {"state": "done", "note": "Entered the claim."})
    assert done.status_code == 302, done.content
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.handled_by, suggestion.text) == ("done", mara, SENT["text"])
    assert suggestion.handled_at is not None
    assert not Suggestion.objects.waiting()
    assert client.get(reverse("admin:incidents_suggestion_add")).status_code == 403


def test_a_suggestion_that_was_left_open_takes_back_no_note(client: Client, shown: Incident) -> None:
    send(client)
    client.force_login(User.objects.create_superuser("mara"))
    page = reverse("admin:incidents_suggestion_change", args=[Suggestion.objects.get().pk])
    opened = client.get(page).context["adminform"].form.initial["opened_on"]
    done = {"state": "done", "note": "Entered the claim.", "opened_on": opened}
    assert client.post(page, done).status_code == 302
    refused = client.post(page, {"state": "new", "note": "Who looks at it?", "opened_on": opened})
    assert "since you opened the page" in refused.content.decode()
    assert Suggestion.objects.get().note == "Entered the claim."
