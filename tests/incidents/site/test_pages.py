"""What the pages say, where their addresses lead, how they are kept, and how many questions they cost."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from incidents.figures.rules import RULES
from incidents.ledger import merge_incidents, record_claims, update_incident, update_party
from incidents.models import Incident, Party
from incidents.site import kept_pages
from incidents.vocabulary import Hedge, Polarity, SpeakerKind
from tests.api import actor, fill, says
from tests.incidents.site.addresses import addresses_of
from tests.incidents.site.conftest import Reads

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    """The text of a page, without its elements."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page_of(incident: Incident) -> str:
    return reverse("site:incident", args=[incident.slug])


def deny(incident: Incident) -> None:
    """A researcher denies the figure."""
    draft = says(5000, "Gray Institute", kind=SpeakerKind.RESEARCHER, polarity=Polarity.DENIED, story="story:3")
    record_claims(incident.pk, [draft], source="article:77", cause="article", actor=actor())


def test_an_incident_says_how_many_who_says_so_in_which_words_and_where(read: Reads, shown: Incident) -> None:
    page = read(page_of(shown))
    text = words(page)
    for said in (
        "up to 5,000 people affected",
        "Northwind responsible party, 4 May 2031 : 1,000 people",
        "Northwind: 5000.",
        "Commissioner (ICO)",
        "decision , GBP 50,000",
        "this sum counts",
        "Address books were copied.",
        "United Kingdom",
        "no figure → now: 1,000",
    ):
        assert said.replace(" ", "") in text.replace(" ", ""), said
    assert 'href="https://paper.example/1"' in page.content.decode()


def test_an_incident_is_shown_as_it_was_known_on_a_day(read: Reads, shown: Incident) -> None:
    past = words(read(f"{page_of(shown)}?as_of=2031-05-05"))
    assert "1,000 people affected" in past
    assert "5,000" not in past
    assert "No figure was known by then." in words(read(f"{page_of(shown)}?as_of=2001-01-01"))


def test_a_dispute_and_who_denies_are_said_in_words(read: Reads, shown: Incident) -> None:
    deny(shown)
    text = words(read(page_of(shown)))
    assert "Somebody who is named denies it" in text
    assert "Gray Institute" in text
    assert "not 5,000 people" in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "Northwind address books 1"),
        ("/", "→ now: up to 5,000"),
        ("/incidents", "1 incident."),
        ("/incidents?country=GB&kind=unknown", "country: United Kingdom"),
        ("/incidents?q=nobody", "Nothing matches."),
        ("/parties", "Northwind 1"),
        ("/parties?q=nw1", "Northwind 1"),
        ("/parties?q=nobody", "Nobody of that name."),
        ("/regulators", "Commissioner (ICO)"),
        ("/regulators/gb-ico", "Northwind address books 1"),
        ("/methodology", "How figures are made"),
        ("/suggest", "you need no account"),
    ],
)
def test_a_page_says(read: Reads, shown: Incident, address: str, said: str) -> None:
    text = words(read(address))
    assert said in text


def test_the_methodology_has_every_rule_with_its_sentence(read: Reads, shown: Incident) -> None:
    text = words(read("/methodology")).replace("&#x27;", "'")
    for rule in RULES:
        assert rule.sentence.replace(": {}.", ".").replace("{}", "…") in text


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/incidents?kind=&q=", "/incidents"),
        ("/incidents?utm_source=mail&country=GB", "/incidents?country=GB"),
        ("/?fbclid=1", "/"),
        ("/incidents.atom?page_size=3&q=a", "/incidents.atom?q=a"),
    ],
)
def test_what_is_empty_or_unknown_in_an_address_is_dropped(read: Reads, asked: str, given: str) -> None:
    assert read(asked, 302).headers["Location"] == given


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/incidents?affected_min=many", "Give a whole number"),
        ("/incidents?kind=theft", "theft"),
        ("/incidents?cursor=x", "was not written by this service"),
        ("/incidents?q=a&q=b", "given 2 times"),
        ("/incidents.atom?disclosed_from=May", "YYYY-MM-DD"),
        ("/parties?q=1+2+3+4+5+6+7+8+9", "at most 8"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(read: Reads, address: str, said: str) -> None:
    assert said in words(read(address, 400))


def test_a_day_that_is_none_is_refused(read: Reads, shown: Incident) -> None:
    assert "such as 2018-04-04" in words(read(f"{page_of(shown)}?as_of=today", 400))


def test_a_reference_an_earlier_slug_and_a_merged_incident_lead_to_where_it_is_now(
    read: Reads, shown: Incident
) -> None:
    other = fill(2)
    assert read(f"/incidents/{shown.reference}", 302).headers["Location"] == page_of(shown)
    old = shown.slug
    update_incident(shown.pk, {"slug": "northwind"}, actor=actor(), reason="Shorter.")
    assert (
        read(f"/incidents/{old}?as_of=2031-05-05", 302).headers["Location"] == "/incidents/northwind?as_of=2031-05-05"
    )
    assert read(f"/incidents/{old}/plot.svg", 302).headers["Location"] == "/incidents/northwind/plot.svg"
    merge_incidents(keep=shown.pk, absorb=other.pk, reason="The same.", actor=actor())
    assert read(f"/incidents/{other.slug}", 302).headers["Location"] == "/incidents/northwind"
    assert read(f"/incidents/{other.slug}/feed.atom", 302).headers["Location"] == "/incidents/northwind/feed.atom"
    assert "was found to be the same incident" in words(read("/incidents/northwind"))


def test_pages_follow_one_another_and_the_filters_stay(read: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.foundation.rest.pages.DEFAULT_SIZE", 2)
    for number in range(1, 6):
        fill(number)
    seen, address = [], "/incidents?country=GB"
    while address:
        page = read(address).content.decode()
        seen += re.findall(r'<a href="/incidents/northwind-address-books-(\d)"', page)
        following = re.search(r'rel="next" href="\?([^"]+)"', page)
        address = f"/incidents?{following[1].replace('&amp;', '&')}" if following else ""
    assert seen == ["5", "4", "3", "2", "1"]


def test_where_reading_over_rest_needs_a_token_no_page_leads_there(read: Reads, shown: Incident, settings: Any) -> None:
    for address in ("/stats", page_of(shown)):
        assert "/api/v1/" in read(address).content.decode()
    settings.ANONYMOUS_READ = False
    for _, address in addresses_of(shown):
        assert b"/api/v1/" not in read(address, 404 if address in ("/oembed", "/snapshots") else 200).content, address


def test_a_list_needs_no_host_but_that_it_was_asked_by(read: Reads, shown: Incident, settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://readers.example", ["testserver"]
    assert "1 incident." in words(read("/incidents"))


def test_a_page_has_an_etag_and_a_day_and_is_sent_once(read: Reads, shown: Incident) -> None:
    for address in ("/", page_of(shown), "/incidents.atom"):
        first = read(address)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert read(address, 304, **{"If-None-Match": first.headers["ETag"]}).content == b""
        assert read(address, 304, **{"If-Modified-Since": first.headers["Last-Modified"]})
    first = read("/")
    deny(shown)
    assert read("/", **{"If-None-Match": first.headers["ETag"]}).headers["ETag"] != first.headers["ETag"]


def test_a_page_is_kept_until_something_changes(client: Client, shown: Incident) -> None:
    client.get("/incidents?country=GB&kind=unknown")
    with CaptureQueriesContext(connection) as asked:
        client.get("/incidents?kind=unknown&country=GB")
    assert len(asked) == 1, "the number of the last event alone"
    deny(shown)
    assert "disputed" in client.get("/incidents?country=GB&kind=unknown").content.decode()


def test_a_name_that_changes_without_an_event_is_seen_when_the_time_is_over(client: Client, shown: Incident) -> None:
    party = Party.objects.get(involvements__incident=shown)
    client.get("/parties")
    update_party(party.pk, {"name": "Southwind"}, actor=actor())
    assert "Southwind" not in client.get("/parties").content.decode()
    assert kept_pages.KEPT_SECONDS <= 60
    cache.clear()
    assert "Southwind" in client.get("/parties").content.decode()


def test_a_cache_that_is_away_costs_time_alone(
    client: Client, shown: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(kept_pages.cache, "get", away)
    monkeypatch.setattr(kept_pages.cache, "set", away)
    assert client.get("/").status_code == 200


def test_no_page_costs_more_questions_for_more_rows(read: Reads, shown: Incident) -> None:
    def cost() -> dict[str, int]:
        found = {}
        for _, address in addresses_of(shown):
            if not address.startswith(("/suggest", "/subscribe", "/oembed")):
                with CaptureQueriesContext(connection) as asked:
                    read(address)
                found[address] = len(asked)
        return found

    fill(2)
    few = cost()
    for number in range(3, 9):
        fill(number)
    for number in range(5):
        draft = says(
            6000 + number, f"Paper {number}", kind=SpeakerKind.PRESS, story=f"story:{number + 9}", hedge=Hedge.ABOUT
        )
        record_claims(shown.pk, [draft], source=f"article:9{number}", cause="article", actor=actor())
    many = cost()
    assert {address: (few[address], count) for address, count in many.items() if count > few[address]} == {}
    assert max(many.values()) <= 25


def test_nothing_of_a_page_depends_on_script_or_other_servers(read: Reads, shown: Incident) -> None:
    for name, address in addresses_of(shown):
        if name in {"plot-png", "robots", "sitemap", "sitemaps"} or address == "/oembed":
            continue
        body = read(address).content.decode()
        assert not re.search(r"<script(?! type=\"application/ld\+json\")", body), address
        loaded = re.findall(r'<(?:img|link rel="(?:icon|stylesheet)"|iframe)[^>]*(?:src|href)="([^"]+)"', body)
        assert all(each.startswith("/static/") for each in loaded), address


def test_what_was_typed_in_by_others_is_never_markup(read: Reads, shown: Incident) -> None:
    bad = "</script><script>alert(1)</script>"
    update_incident(shown.pk, {"title": f"A {bad} title", "summary": bad}, actor=actor(), reason=bad)
    for name, address in addresses_of(shown):
        if name not in {"plot-png", "oembed"}:
            assert bad not in read(address).content.decode(), address


@override_settings(DEBUG=False)
def test_what_is_not_there_has_a_page_of_the_site(client: Client) -> None:
    for address in ("/nowhere", "/incidents/nothing", "/parties/PA-0000-0000", "/regulators/none"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Nothing is here" in answer.content.decode()
    assert client.get("/api/v1/nothing").headers["Content-Type"] == "application/problem+json"


def test_without_the_site_the_first_page_leads_to_the_admin(client: Client) -> None:
    with override_settings(ROOT_URLCONF="tests.incidents.site.addresses_without_site"):
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
        assert client.get("/incidents").status_code == 404
        assert client.get("/incidents.atom").status_code == 404
