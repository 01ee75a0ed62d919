"""Feeds are valid, keep their ids, and say the old figure, the new one and the reason."""

import uuid

import feedparser
import pytest
from django.test import Client

from incidents.ledger import Actor, merge_incidents, record_claims, update_incident
from incidents.models import Event, EventType, Incident, Party
from incidents.site import atom
from incidents.vocabulary import SpeakerKind
from tests.api import actor, fill, says
from tests.incidents.site.atom_rules import faults_of
from tests.incidents.site.conftest import Reads
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer, imported

__all__ = ["imported"]
pytestmark = pytest.mark.django_db


def feeds_of(incident: Incident) -> list[str]:
    party = Party.objects.get(involvements__incident=incident)
    return [
        "/incidents.atom",
        "/incidents.atom?country=GB&q=northwind",
        f"/incidents/{incident.slug}/feed.atom",
        f"/parties/{party.reference}/feed.atom",
        "/regulators/gb-ico/feed.atom",
    ]


def test_every_feed_is_valid_and_read_by_a_reader(read: Reads, shown: Incident) -> None:
    for address in feeds_of(shown):
        answer = read(address)
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert faults_of(answer.content) == [], address
        seen = feedparser.parse(answer.content)
        assert (seen.bozo, seen.version) == (False, "atom10")
        assert seen.feed.id == f"http://127.0.0.1:8000{address}"
        assert len(seen.entries) == 5, address


def test_the_rules_find_what_is_wrong() -> None:
    bad = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><updated>today</updated><entry><id>x</id></entry></feed>'
    )
    found = " ".join(faults_of(bad))
    for fault in ("title", "author", "itself", "stands 2 times", "absolute", "RFC 3339", "neither content"):
        assert fault in found


VALID = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>A</title><id>urn:x:1</id>'
    "<updated>2031-05-04T10:00:00Z</updated><author><name>N</name></author>"
    '<link rel="self" href="https://a.example/f"/><entry><title type="html">B</title><id>urn:x:2</id>'
    '<updated>2031-05-04T10:00:00.5+02:00</updated><link href="https://a.example/1"/><summary>S</summary></entry></feed>'
)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("2031-05-04T10:00:00Z", "2031-05-04T10:00:00"),
        ("2031-05-04T10:00:00Z", "2031-05-04t10:00:00z"),
        ("2031-05-04T10:00:00Z", "2031-02-30T10:00:00Z"),
        ("urn:x:2", "x 2"),
        ("urn:x:1", ""),
        ('type="html"', 'type="text/html"'),
        ("<summary>S</summary>", "<summary>S</summary><summary>T</summary>"),
        ("<summary>S</summary>", "<description>S</description>"),
        ("<summary>S</summary>", "<summary><b>S</b></summary>"),
        ('href="https://a.example/1"', 'href="https://a.example/1" rel="Two words"'),
        ('href="https://a.example/1"', 'href="https://a.example/1" type="html"'),
        ('href="https://a.example/1"', 'src="https://a.example/1"'),
        ("<name>N</name>", "<name> </name>"),
        ("<name>N</name>", "<name>N</name><email>nobody</email>"),
        ('xml:lang="en"', 'xml:lang="english language"'),
        ("<title>A</title>", "<title>A</title>words"),
    ],
)
def test_the_grammar_takes_a_valid_feed_and_refuses_what_is_wrong(said: str, instead: str) -> None:
    assert faults_of(VALID.encode()) == []
    assert said in VALID
    assert faults_of(VALID.replace(said, instead).encode()) != []


def test_an_entry_says_the_old_figure_the_new_one_and_the_reason(read: Reads, shown: Incident) -> None:
    entries = feedparser.parse(read("/incidents.atom").content).entries
    [changed] = [entry for entry in entries if "→ up to 5,000" in entry.title]
    assert changed.title.startswith(f"{shown.title}: People affected: 1,000")
    assert "Before: 1,000, " in changed.summary
    assert "Now: up to 5,000, " in changed.summary
    event = Event.objects.filter(type=EventType.FIGURE_CHANGED).latest("sequence")
    assert f"Reason: {event.data['reason']}" in changed.summary
    assert changed.id == uuid.UUID(event.reference.removeprefix("evt_")).urn
    assert changed.link == f"http://127.0.0.1:8000/incidents/{shown.slug}"


def test_ids_stay_when_everything_else_changes(read: Reads, shown: Incident) -> None:
    before = {entry.id for entry in feedparser.parse(read("/incidents.atom").content).entries}
    update_incident(shown.pk, {"slug": "other", "title": "Other"}, actor=actor(), reason="Better.")
    fill(2)
    assert before < {entry.id for entry in feedparser.parse(read("/incidents.atom").content).entries}


def test_a_feed_of_filters_has_their_incidents_alone(read: Reads, shown: Incident) -> None:
    other = fill(2)
    update_incident(other.pk, {"countries": ["FR"]}, actor=actor(), reason="Moved.")
    french = feedparser.parse(read("/incidents.atom?country=FR").content)
    assert {entry.link.rpartition("/")[2] for entry in french.entries} == {other.slug}
    assert "country: France" in french.feed.title


def test_the_feed_of_an_incident_tells_of_what_was_merged_into_it(read: Reads, shown: Incident) -> None:
    other = fill(2)
    merge_incidents(keep=shown.pk, absorb=other.pk, reason="The same.", actor=actor())
    titles = [entry.title for entry in feedparser.parse(read(f"/incidents/{shown.slug}/feed.atom").content).entries]
    assert any("was found to be the same incident" in title for title in titles)
    assert any("up to 10,000" in title for title in titles)


def test_a_feed_that_has_nothing_does_not_move(read: Reads, shown: Incident) -> None:
    first = read("/incidents.atom?country=IS")
    assert faults_of(first.content) == []
    assert read("/incidents.atom?country=IS").headers["ETag"] == first.headers["ETag"]


def test_a_feed_is_fetched_again_only_when_it_changed(read: Reads, client: Client, shown: Incident) -> None:
    first = read("/incidents.atom")
    asked = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    read("/incidents.atom", 304, **asked)
    fill(2)
    assert read("/incidents.atom", **asked).content != first.content


def test_the_newest_come_first_and_no_more_than_fifty(
    read: Reads, shown: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atom, "ENTRIES", 3)
    fill(2)
    for address in ("/incidents.atom", "/incidents.atom?country=GB"):
        entries = feedparser.parse(read(address).content).entries
        assert len(entries) == 3
        assert {entry.link.rpartition("/")[2] for entry in entries} == {"northwind-address-books-2"}


def test_signs_that_xml_has_no_place_for_are_left_out(read: Reads, shown: Incident) -> None:
    draft = says(7000, "Bell \x07 Labs", kind=SpeakerKind.PRESS, story="story:9")
    record_claims(shown.pk, [draft], source="article:5", cause="article", actor=Actor("x"))
    assert faults_of(read("/incidents.atom").content) == []


def test_an_incident_that_was_imported_without_events_begins_with_its_import(read: Reads, imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach("Larkspur", 41_200)))
    incident = Incident.objects.get()
    address = f"/incidents/{incident.slug}/feed.atom"
    first = feedparser.parse(read(address).content)
    assert [entry.title for entry in first.entries] == [f"{incident.title}: Imported from Have I Been Pwned"]
    assert faults_of(read(address).content) == []
    record_claims(incident.pk, [says(50_000, "Larkspur")], source="article:1", cause="article", actor=actor())
    seen = feedparser.parse(read(address).content)
    assert len(seen.entries) > 1
    assert (seen.entries[-1].id, seen.entries[-1].updated) == (first.entries[0].id, first.entries[0].updated)


def test_an_incident_that_was_opened_with_events_begins_with_that(read: Reads, shown: Incident) -> None:
    seen = feedparser.parse(read(f"/incidents/{shown.slug}/feed.atom").content)
    assert not any("Imported" in entry.title for entry in seen.entries)
