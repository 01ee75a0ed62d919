"""No page, list, count, feed, sitemap, statistic, card or drawing depends on what only curators may see."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.ledger import redact_text, update_incident
from incidents.models import Claim, Event, Evidence, Incident, Party
from incidents.site.sitemaps import PORTION
from tests.api import actor, fill
from tests.hidden import COUNTRY, Hidden, hide
from tests.incidents.site.addresses import BY_KEY, addresses_of, named
from tests.incidents.site.conftest import Reads
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db
# What moves by itself: a form's token, and when the incident's row last changed.
MOVES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"dateModified":"[^"]*"')
REFUSED = {"oembed"}  # without the address that it is for


@pytest.fixture
def hidden(shown: Incident) -> Callable[[], Hidden]:
    article = cover(shown)
    return lambda: hide(shown, article)


def bodies(read: Reads, incident: Incident) -> dict[str, Any]:
    """The content of every page, by address."""
    found = {}
    for name, address in addresses_of(incident):
        answer = read(address, status=404 if address == "/oembed" and name in REFUSED else 200)
        text = answer.content.decode("utf-8", "replace") if name != "plot-png" else answer.content
        found[address] = MOVES.sub("", text) if isinstance(text, str) else text
    stats = read("/api/v1/stats").content.decode()
    return found | {"/api/v1/stats": MOVES.sub("", stats)}


def test_every_address_is_walked(shown: Incident) -> None:
    assert {name for name, _ in addresses_of(shown)} == named() - BY_KEY


def test_no_page_says_a_word_of_it_and_none_changes_for_it(
    read: Reads, shown: Incident, hidden: Callable[[], Hidden]
) -> None:
    before = bodies(read, shown)
    secrets = hidden().texts()
    assert len(secrets) > 15
    after = bodies(read, shown)
    for address, body in after.items():
        if isinstance(body, str):
            assert [secret for secret in secrets if secret in body] == [], address
        assert body == before[address], address


def test_no_page_says_a_word_of_it_to_a_curator_either(
    client: Client, read: Reads, shown: Incident, hidden: Callable[[], Hidden]
) -> None:
    before = bodies(read, shown)
    hidden()
    client.force_login(User.objects.create_superuser("boss"))
    assert bodies(read, shown) == before


def test_its_own_addresses_lead_nowhere(read: Reads, shown: Incident, hidden: Callable[[], Hidden]) -> None:
    nowhere = read(reverse("site:incident", args=["never-was"]), 404).content
    for incident in hidden().incidents:
        for name in (incident.slug, incident.reference):
            for view in ("incident", "incident-feed", "plot-svg", "plot-png"):
                assert read(reverse(f"site:{view}", args=[name]), 404).content == nowhere
            assert read(f"/oembed?url=http://127.0.0.1:8000{reverse('site:incident', args=[name])}", 404)
        assert read(reverse("site:embed", args=[incident.reference]), 404).content == nowhere
        assert Client().get(reverse("site:suggest-about", args=[incident.slug])).status_code == 404
    parties = Party.objects.filter(public=False)
    assert parties
    for party in parties:
        assert read(reverse("site:party", args=[party.reference]), 404).content == nowhere
        assert read(reverse("site:party-feed", args=[party.reference]), 404).content == nowhere


@pytest.mark.parametrize(
    "query",
    [f"country={COUNTRY}", "q=islander", "status=candidate", "currency=ISK", "role=recipient", "status=rejected"],
)
def test_no_filter_finds_it(read: Reads, shown: Incident, hidden: Callable[[], Hidden], query: str) -> None:
    hidden()
    assert b"Nothing matches" in read(f"/incidents?{query}").content
    assert b"<entry" not in read(f"/incidents.atom?{query}").content


@pytest.mark.parametrize("query", ["visibility=internal", "merged=true", "merged_into=x"])
def test_what_only_curators_ask_is_no_filter_here(read: Reads, shown: Incident, query: str) -> None:
    assert read(f"/incidents?{query}", 302).headers["Location"] == "/incidents"


def test_what_was_withdrawn_is_gone_from_everything_that_was_kept(client: Client, shown: Incident) -> None:
    other = fill(2)
    places = ["/", "/incidents", "/incidents.atom", "/stats", f"/sitemaps/incidents-{-(-shown.pk // PORTION)}.xml"]
    for address in places[:3]:
        assert shown.title in client.get(address).content.decode()
    update_incident(shown.pk, {"visibility": "internal"}, actor=actor(), reason="A mistake.")
    for address in places:
        body = client.get(address).content.decode()
        assert shown.title not in body
        assert shown.slug not in body
    assert other.title in client.get("/incidents").content.decode()


def test_a_text_that_was_taken_out_is_on_no_page(read: Reads, shown: Incident) -> None:
    quote = "Northwind: 5000."
    assert Evidence.objects.filter(quote=quote).exists()
    assert any(quote in str(body) for body in bodies(read, shown).values())
    redact_text(shown.pk, quote, reason="A court ordered it.", actor=actor())
    for address, body in bodies(read, shown).items():
        assert quote not in str(body), address


def test_an_address_from_the_time_before_it_was_public_leads_nowhere(read: Reads, shown: Incident) -> None:
    update_incident(shown.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    update_incident(shown.pk, {"slug": "secret-name"}, actor=actor(), reason="Working title.")
    update_incident(shown.pk, {"slug": "open-name"}, actor=actor(), reason="A better one.")
    update_incident(shown.pk, {"visibility": "public"}, actor=actor(), reason="Now.")
    read("/incidents/open-name")
    read("/incidents/secret-name", 404)


def test_json_for_machines_says_nothing_more(read: Reads, shown: Incident) -> None:
    page = read(reverse("site:incident", args=[shown.slug])).content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    keys = str(json.loads(text))
    assert "filler" not in keys
    assert Claim.objects.filter(incident=shown).exists()
    assert not [event for event in Event.objects.all() if event.actor and event.actor in page]
