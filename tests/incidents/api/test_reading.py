"""Asking for incidents, their figures, and what led to them."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from incidents.ledger import (
    InvolvementDraft,
    add_involvement,
    known_party,
    merge_incidents,
    record_claims,
    undo_merge,
    update_incident,
)
from incidents.models import Incident
from incidents.vocabulary import Metric, Polarity, Role, SpeakerKind, Unit
from tests.api import DAY, ROOT, actor, fill, problem, says
from tests.kept_rows import kept_rows

pytestmark = pytest.mark.django_db


def found(client: APIClient, query: str) -> set[str]:
    answer = client.get(f"{ROOT}/incidents?{query}")
    assert answer.status_code == 200, answer.content
    return {row["title"].removeprefix("Northwind address books ") for row in answer.json()["results"]}


def fill_three() -> list[Incident]:
    incidents = [fill(number) for number in (1, 2, 3)]
    third = incidents[2]
    denial = says(
        15_000,
        "Ombud",
        kind=SpeakerKind.REGULATOR,
        polarity=Polarity.DENIED,
        story="story:3",
        on=DAY + dt.timedelta(30),
    )
    fine = says(20_000_00, "Ombud", kind=SpeakerKind.REGULATOR, metric=Metric.FINE, unit=Unit.MONEY, currency="GBP")
    record_claims(third.pk, [denial, fine], source="article:33", cause="article", actor=actor())
    broker = known_party("Quillon Analytics", aliases=["Quillon"])
    add_involvement(third.pk, InvolvementDraft(broker, Role.RECIPIENT), actor=actor())
    changes = {"countries": ["FR"], "data_classes": ["health"], "kind": "misuse", "summary": "The harvest of profiles."}
    update_incident(third.pk, changes, actor=actor())
    return incidents


@pytest.fixture(scope="module")
def kept_three(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    with kept_rows(django_db_blocker):
        yield [incident.pk for incident in fill_three()]


@pytest.fixture
def three(kept_three: list[int], db: None) -> list[Incident]:
    """Three incidents: 5, 10 and 15 thousand people; the third disputed, with a fine, a second party and a word."""
    return [Incident.objects.get(pk=pk) for pk in kept_three]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", "1 2 3"),
        ("affected_min=6000", "2 3"),
        ("affected_max=10000", "1 2"),
        ("affected_min=6000&affected_max=10000", "2"),
        ("affected_min=10000&affected_max=10000", "2"),
        ("disputed=true", "3"),
        ("disputed=false", "1 2"),
        ("disputed=true&affected_max=10000", ""),
        ("metric=fine", "3"),
        ("metric=fine&figure_min=2000000&currency=gbp", "3"),
        ("metric=fine&figure_min=2000001", ""),
        ("metric=fine,affected", "1 2 3"),
        ("unit=money", "3"),
        ("figure_status=provisional,unverified&metric=affected", "1 2"),
        ("confidence_min=0", "1 2 3"),
        ("confidence_min=1", ""),
        ("unverified=true&disputed=true&affected_min=1000000000", ""),
        ("country=gb", "1 2"),
        ("country=FR,DE", "1 2 3"),
        ("data_class=health", "3"),
        ("data_class=health,contact", "1 2 3"),
        ("kind=misuse", "3"),
        ("role=recipient", "3"),
        ("role=controller", "1 2 3"),
        ("role=threat_actor", ""),
        ("regulator=gb-ico", "1 2 3"),
        ("regulator=ico", "1 2 3"),
        ("regulator=commissioner", "1 2 3"),
        ("regulator=de-bfdi", ""),
        ("proceeding=enforcement", "1 2 3"),
        ("q=harvest", "3"),
        ("q=quillon", "3"),
        ("q=northwind books", "1 2 3"),
        ("q=quillon nothing", ""),
        ("disclosed_from=2031-05-06", "2 3"),
        ("disclosed_to=2031-05-06", "1 2"),
        ("title=books 2", "2"),
        ("status=open", "1 2 3"),
        ("status=closed,rejected", ""),
    ],
)
def test_filters(anonymous: APIClient, three: list[Incident], query: str, titles: str) -> None:
    assert found(anonymous, query) == set(titles.split())


def test_a_party_and_a_role_hold_of_one_involvement(anonymous: APIClient, three: list[Incident]) -> None:
    broker = known_party("Quillon Analytics").reference
    assert found(anonymous, f"party={broker}") == {"3"}
    assert found(anonymous, f"party={broker}&role=recipient,discoverer") == {"3"}
    assert found(anonymous, f"party={broker}&role=controller") == set()


@pytest.mark.parametrize("name", ["quillon", "QUILLON  Analytics"])
def test_a_party_is_meant_by_any_of_its_names_too(anonymous: APIClient, three: list[Incident], name: str) -> None:
    assert found(anonymous, f"party={name}&role=recipient") == {"3"}
    assert found(anonymous, f"party={name}&role=controller") == set()
    rows = anonymous.get(f"{ROOT}/incidents/{three[2].slug}/involvements?party={name}").json()["results"]
    assert [row["role"] for row in rows] == ["recipient"]
    assert found(anonymous, "party=...") == set()


def test_lists_are_narrowed_to_an_incident_by_reference_or_slug(anonymous: APIClient, three: list[Incident]) -> None:
    second = three[1]
    for list_of in ("claims", "events", "proceedings"):
        by_reference = anonymous.get(f"{ROOT}/{list_of}?incident={second.reference.lower()}").json()["results"]
        assert {row["incident"] for row in by_reference} == {second.reference}
        assert anonymous.get(f"{ROOT}/{list_of}?incident={second.slug}").json()["results"] == by_reference


def test_orders(anonymous: APIClient, three: list[Incident]) -> None:
    def order(query: str) -> str:
        rows = anonymous.get(f"{ROOT}/incidents?fields=title&ordering={query}").json()["results"]
        return " ".join(row["title"][-1] for row in rows)

    assert order("-affected") == "3 2 1"
    assert order("dated_on") == "1 2 3"
    assert order("-created_at") == "3 2 1"


def test_an_incident_is_found_by_reference_and_by_slug(anonymous: APIClient) -> None:
    incident = fill(1)
    by_reference = anonymous.get(f"{ROOT}/incidents/{incident.reference}").json()
    assert by_reference["slug"] == incident.slug
    for name in (incident.slug, incident.reference.lower(), f"{incident.slug}/"):
        assert anonymous.get(f"{ROOT}/incidents/{name}").json() == by_reference


def test_a_past_day_has_the_figures_of_that_day(anonymous: APIClient) -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}"

    def best(day: str) -> list[int]:
        from_detail = [row["best"] for row in anonymous.get(f"{address}?as_of={day}").json()["figures"]]
        from_figures = [row["best"] for row in anonymous.get(f"{address}/figures?as_of={day}").json()["results"]]
        rows = anonymous.get(f"{ROOT}/incidents?as_of={day}").json()["results"]
        explained = anonymous.get(f"{address}/figures/explain?as_of={day}").json()
        assert explained["as_of"] == day
        from_explained = [row["best"] for row in explained["figures"]]
        assert from_detail == from_figures == [row["best"] for row in rows[0]["figures"]] == from_explained
        return from_detail

    assert best("2031-05-03") == []
    assert best("2031-05-04") == [1000]
    assert best("2031-05-13") == [1000]
    assert best("2031-05-14") == [5000]
    assert [row["best"] for row in anonymous.get(address).json()["figures"]] == [5000]


@pytest.mark.parametrize("filters", ["affected_min=1", "disputed=true", "metric=fine", "figure_status=disputed"])
def test_a_filter_on_figures_beside_as_of_is_a_clear_400(anonymous: APIClient, filters: str) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents?as_of=2031-05-04&{filters}"), 400)
    assert "as_of" in refusal["errors"][0]["detail"]
    assert refusal["errors"][0]["name"] == filters.split("=", maxsplit=1)[0]


def test_uk_is_told_to_be_gb(anonymous: APIClient) -> None:
    for codes in ("UK", "fr,uk"):
        refusal = problem(anonymous.get(f"{ROOT}/incidents?country={codes}"), 400)
        assert refusal["errors"][0]["name"] == "country"
        assert "write GB" in refusal["errors"][0]["detail"]


def test_ordering_by_size_beside_as_of_is_a_400(anonymous: APIClient) -> None:
    problem(anonymous.get(f"{ROOT}/incidents?as_of=2031-05-04&ordering=-affected"), 400)
    beside = f"{ROOT}/incidents/{fill(1).reference}/figures?as_of=2031-05-04&changed_after=2031-05-04T00:00:00Z"
    problem(anonymous.get(beside), 400)


def test_a_figure_is_explained_by_its_claims_and_their_quotes(anonymous: APIClient, three: list[Incident]) -> None:
    [_, _, third] = three
    explained = anonymous.get(f"{ROOT}/incidents/{third.reference}/figures/explain").json()
    figure = next(row for row in explained["figures"] if row["metric"] == "affected")
    assert figure["disputed"]
    assert figure["sentence"] == figure["explanation"]["sentence"]
    shown = {claim["reference"]: claim for claim in figure["claims"]}
    assert {row["claim"] for row in figure["explanation"]["claims"]} == set(shown)
    assert shown[figure["claim"]]["evidence"][0]["quote"] == "Northwind: 15000."


def test_the_history_tells_every_value(anonymous: APIClient) -> None:
    incident = fill(1)
    rows = anonymous.get(f"{ROOT}/incidents/{incident.reference}/figures/history").json()["results"]
    assert [(row["number"], row["best"]) for row in rows] == [(1, 1000), (2, 5000)]


def test_events_come_after_a_sequence_without_gaps(anonymous: APIClient, three: list[Incident]) -> None:
    everything = anonymous.get(f"{ROOT}/events?page_size=200").json()["results"]
    sequences = [row["sequence"] for row in everything]
    assert sequences == list(range(1, len(sequences) + 1))
    middle = sequences[len(sequences) // 2]
    rest = anonymous.get(f"{ROOT}/events?after={middle}&page_size=200").json()["results"]
    assert rest == everything[middle:]
    one = anonymous.get(f"{ROOT}/events/{rest[0]['reference']}").json()
    assert one == rest[0]
    kinds = anonymous.get(f"{ROOT}/events?type=figure.disputed").json()["results"]
    assert [row["incident"] for row in kinds] == [three[2].reference]


def test_the_timeline_is_that_of_the_incident(anonymous: APIClient, three: list[Incident]) -> None:
    rows = anonymous.get(f"{ROOT}/incidents/{three[0].slug}/timeline").json()["results"]
    assert {row["incident"] for row in rows} == {three[0].reference}
    assert rows[0]["type"] == "incident.created"


def test_a_merged_incident_redirects_everywhere_and_is_listed_on_request(anonymous: APIClient) -> None:
    kept, absorbed = fill(1), fill(2)
    merge = merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One and the same.", actor=actor())
    for name in (absorbed.reference, absorbed.slug):
        for below in ("", "/figures", "/figures/explain", "/claims?page_size=1", "/timeline"):
            answer = anonymous.get(f"{ROOT}/incidents/{name}{below}")
            assert answer.status_code == 307, below
            assert answer["Location"] == f"{ROOT}/incidents/{kept.reference}{below}"
    assert found(anonymous, "") == {"1"}
    assert found(anonymous, "merged=true") == {"2"}
    assert found(anonymous, f"merged=true&merged_into={kept.reference}") == {"2"}
    undo_merge(merge.pk, reason="They were two.", actor=actor())
    assert anonymous.get(f"{ROOT}/incidents/{absorbed.reference}").status_code == 200


def test_what_a_proceeding_owes_is_told(anonymous: APIClient) -> None:
    fill(1)
    [row] = anonymous.get(f"{ROOT}/proceedings?regulator=gb-ico&stage=decision&amount_min=5000000").json()["results"]
    assert row["owed"] == {"amount_minor": 5_000_000, "currency": "GBP"}
    assert row["regulator"]["acronym"] == "ICO"
    assert anonymous.get(f"{ROOT}/proceedings?amount_min=5000001").json()["results"] == []
    assert anonymous.get(f"{ROOT}/proceedings/{row['reference']}").json() == row


def test_a_party_is_found_by_any_of_its_names(anonymous: APIClient, three: list[Incident]) -> None:
    for query in ("name=QUILLON", "name=quillon analytics", "q=analyt", "role=recipient"):
        [row] = anonymous.get(f"{ROOT}/parties?{query}").json()["results"]
        assert row["name"] == "Quillon Analytics"
        assert "Quillon" in row["aliases"]
    assert anonymous.get(f"{ROOT}/parties/{row['reference']}").json() == row


def test_a_figure_list_is_filtered(anonymous: APIClient, three: list[Incident]) -> None:
    address = f"{ROOT}/incidents/{three[2].reference}/figures"
    assert len(anonymous.get(address).json()["results"]) == 2
    for query in ("disputed=true", "metric=affected", "best_max=15000", "unit=people&best_min=15000"):
        assert [row["metric"] for row in anonymous.get(f"{address}?{query}").json()["results"]] == ["affected"], query


def test_figures_are_given_by_another_policy_for_the_asking(anonymous: APIClient, three: list[Incident]) -> None:
    address = f"{ROOT}/incidents/{three[0].reference}/figures"
    record_claims(
        three[0].pk,
        [says(90_000, "The Gazette", kind=SpeakerKind.PRESS, story="story:9", on=DAY + dt.timedelta(40))],
        source="article:99",
        cause="article",
        actor=actor(),
    )
    asked = {
        policy: [row["best"] for row in anonymous.get(f"{address}?policy={policy}").json()["results"]]
        for policy in ("default", "conservative", "latest", "maximum")
    }
    assert asked == {"default": [90_000], "conservative": [5_000], "latest": [90_000], "maximum": [90_000]}
    explained = anonymous.get(f"{address}/explain?policy=latest").json()["figures"][0]
    assert (explained["policy"], explained["best"]) == ("latest", 90_000)
    day = (DAY + dt.timedelta(20)).isoformat()
    [row] = anonymous.get(f"{address}?policy=latest&as_of={day}").json()["results"]
    assert row["best"] == 5_000


@pytest.mark.parametrize("query", ["policy=boldest", "policy=latest&changed_after=2031-05-04T00:00:00Z"])
def test_a_policy_that_is_not_there_or_beside_a_filter_is_a_clear_400(
    anonymous: APIClient, three: list[Incident], query: str
) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents/{three[0].reference}/figures?{query}"), 400)
    assert "policy" in refusal["errors"][0]["detail"]
