"""An incident's page leads with what is held: figures, their plot, claims by who makes them; the form comes last."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.admin.claim_groups import by_speaker
from incidents.admin.reading import figure_rows
from incidents.models import Claim, Figure, Incident, Proceeding
from incidents.vocabulary import Standing
from tests.incidents.admin.many_claims import claim_many


def page(desk: Client, incident: Incident) -> str:
    return desk.get(reverse("admin:incidents_incident_change", args=[incident.pk])).content.decode()


def test_figures_plot_and_claims_stand_above_the_folded_form(
    desk: Client, disputed: Figure, proceeding: Proceeding
) -> None:
    shown = page(desk, disputed.incident)
    places = [shown.index(mark) for mark in ('class="summary"', "<svg viewBox", 'id="figures"', 'id="record"')]
    assert places == sorted(places)
    assert shown.index('id="record"') < shown.index('id="id_title"')
    assert '<details class="record" id="record">' in shown
    assert f"confidence {disputed.confidence:.2f}" in shown


def test_an_error_opens_the_folded_form(desk: Client, incident: Incident) -> None:
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    refused = desk.post(address, {"title": ""}).content.decode()
    assert '<details class="record" id="record" open>' in refused


def test_each_claim_is_a_spot_with_its_quote_and_each_step_a_line(
    desk: Client, disputed: Figure, proceeding: Proceeding
) -> None:
    for shown in drawings(page(desk, disputed.incident)):
        spots = re.findall(r'<circle class="spot tone-(\d)( denied)?".*?<title>(.*?)</title>', shown)
        assert len(spots) == 4
        assert len({tone for tone, _, _ in spots}) == 3, "a colour for each speaker"
        assert [words for _, denied, words in spots if denied] == [
            "Osier Data, 5 April 2031: not 87 million people. “Osier Data spoke of 87 million passengers.”"
        ]
        assert re.findall(r'<line class="happened".*?<title>(.*?)</title>', shown) == [
            "Office for Data (OFD): notice of intent: GBP 183 million",
            "Office for Data (OFD): decision: GBP 20 million",
        ]


def drawings(shown: str) -> list[str]:
    """The two drawings of a page: for a wide screen, and for a phone's."""
    found = re.findall(r'<svg viewBox="[^"]+" class="(wide|narrow)"(.*?)</svg>', shown, re.DOTALL)
    assert [kind for kind, _ in found] == ["wide", "narrow"]
    return [drawing for _, drawing in found]


def test_a_withdrawn_claim_is_no_spot(desk: Client, disputed: Figure) -> None:
    Claim.objects.filter(value=50_000_000).update(standing=Standing.WITHDRAWN)
    titles = re.findall(r'<circle class="spot tone-.*?<title>(.*?)</title>', drawings(page(desk, disputed.incident))[0])
    assert len(titles) == 3
    assert not any("50 million" in title for title in titles)


@pytest.fixture
def alike(says: Any, incident: Incident) -> Claim:
    """One claim, and five more of the same speaker with the same number, by other words of the hedge."""
    first: Claim = says(50, "Night desk")
    for number in range(5):
        Claim.objects.filter(pk=says(51 + number, "Night desk", days=number).pk).update(value=first.value)
    Claim.objects.of(incident).update(low=first.low, high=first.high)
    return first


def test_claims_that_are_alike_are_one_row_with_all_their_sources(
    desk: Client, alike: Claim, incident: Incident
) -> None:
    figures, _ = figure_rows(incident)
    groups = [group for row in figures for group in by_speaker(row.claims)]
    [said] = [said for group in groups for said in group.said if len(said.rows) > 1]
    assert (said.sources, len(said.rows)) == (6, 6)
    shown = page(desk, incident)
    assert "6 claims, 6 sources" in " ".join(shown.split())
    assert shown.count('class="said-number number"') == 1


def test_a_source_that_says_it_again_is_counted_once_more(says: Any, incident: Incident) -> None:
    claim: Claim = says(50, "Night desk")
    claim.evidence.create(source="wire:x", story="x", url="https://b.example", quote="Fifty million, it says.")
    [row] = figure_rows(incident)[0]
    [group] = by_speaker(row.claims)
    assert [said.sources for said in group.said] == [2]
    assert group.name == "Night desk"


def test_the_page_asks_as_often_with_three_hundred_claims_as_with_thirty(desk: Client, incident: Incident) -> None:
    counts = []
    for many in (30, 300):
        claim_many(incident, many)
        page(desk, incident)
        with CaptureQueriesContext(connection) as asked:
            page(desk, incident)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] < 40
