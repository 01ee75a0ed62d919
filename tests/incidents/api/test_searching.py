"""`q` over REST: on every list that has it, ordered by relevance, and silent about what is hidden."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.ledger import IncidentDraft, InvolvementDraft, known_party, open_incident, update_incident
from incidents.models import Incident, Regulator
from incidents.vocabulary import Role, Visibility
from sources.models import Article, Publisher
from tests.api import DAY, ROOT, actor, fill, problem
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


def opened(title: str, summary: str = "", party: str = "", **more: Any) -> Incident:
    roles = [InvolvementDraft(known_party(party), Role.CONTROLLER)] if party else []
    return open_incident(IncidentDraft(title, summary=summary, involvements=roles, **more), actor=actor())


def titles(client: APIClient, query: str, path: str = "incidents", name: str = "title") -> list[Any]:
    answer = client.get(f"{ROOT}/{path}?{query}")
    assert answer.status_code == 200, answer.content
    return [row[name] for row in answer.json()["results"]]


def test_the_best_answers_come_first_page_by_page(anonymous: APIClient) -> None:
    opened("Harbour", party="Elsewhere")
    opened("Elsewhere one", "In the harbour.")
    opened("Harbourside")
    opened("Nothing of it")
    opened("Named", party="Harbour Bank")
    found = titles(anonymous, "q=harbour&ordering=-relevance")
    assert found == ["Harbour", "Named", "Harbourside", "Elsewhere one"]
    assert titles(anonymous, "q=harbour&ordering=relevance") == found[::-1]
    address, paged = f"{ROOT}/incidents?q=harbour&ordering=-relevance&page_size=1", []
    while address:
        page = anonymous.get(address).json()
        paged += [row["title"] for row in page["results"]]
        address = page["next"]
    assert paged == found
    assert titles(anonymous, "q=harbour") == ["Named", "Harbourside", "Elsewhere one", "Harbour"]


def test_other_filters_narrow_before_the_newest_are_ranked(
    anonymous: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.models.relevance.MOST_RANKED", 1)
    opened("Harbour of old", countries=["FJ"])
    opened("Harbour of now")
    assert titles(anonymous, "q=harbour&ordering=-relevance") == ["Harbour of now"]
    assert titles(anonymous, "q=harbour&ordering=-relevance&country=FJ") == ["Harbour of old"]


def test_relevance_without_a_search_is_refused(anonymous: APIClient) -> None:
    for path in ("incidents", "parties"):
        refusal = problem(anonymous.get(f"{ROOT}/{path}?ordering=-relevance"), 400)
        assert refusal["errors"][0]["name"] == "ordering"


def test_parties_by_relevance(anonymous: APIClient) -> None:
    for name in ("Reedham Trust", "Trust of Reed", "Reed"):
        opened(f"About {name}", party=name)
    assert titles(anonymous, "q=reed&ordering=-relevance", "parties", "name")[-1] == "Reedham Trust"


def test_every_list_that_is_searched_answers(anonymous: APIClient) -> None:
    incident = fill(1)
    article = cover(incident)
    fill(2)
    Publisher.objects.create(name="Nobody's Paper", host="nobody.example")
    Regulator.objects.create(slug="de-xx", name="Bundesamt", kind="court")
    assert titles(anonymous, "q=northwind+books+1") == [incident.title]
    assert titles(anonymous, "q=nw1", "parties", "name") == ["Northwind 1"]
    assert len(titles(anonymous, "q=northwind+5000", "claims", "printed")) == 1
    assert titles(anonymous, "q=commission", "regulators", "name") == ["Commissioner"]
    word = article.title.split()[0]
    assert article.reference in titles(anonymous, f"q={word}", "articles", "reference")
    publisher = str(article.publisher)
    assert titles(anonymous, f"q={publisher.split(maxsplit=1)[0]}", "publishers", "name") == [publisher]
    assert titles(anonymous, "q=nobody", "publishers", "name") == []
    own, cases = f"incidents/{incident.reference}", "q=northwind+books+1&fields=reference"
    for query in ("", f"&as_of={DAY}"):
        figures = titles(anonymous, f"q=northwind+books+1{query}", "figures", "sentence")
        assert figures == titles(anonymous, query.removeprefix("&"), f"{own}/figures", "sentence") != []
        assert titles(anonymous, f"q=nobody{query}", "figures", "sentence") == []
    assert titles(anonymous, cases, "proceedings", "reference") == titles(
        anonymous, "", f"{own}/proceedings", "reference"
    )
    assert len(titles(anonymous, "q=commissioner", "proceedings", "reference")) == 2
    assert titles(anonymous, "q=nobody", "proceedings", "reference") == []
    for words in (word, "northwind+books+1"):
        assert [row["reference"] for row in titles(anonymous, f"q={words}", "coverage", "article")] == [
            article.reference
        ]
    assert titles(anonymous, "q=nobody", "coverage", "article") == []


def test_names_of_hidden_parties_find_nothing_and_crowd_nobody_out(
    anonymous: APIClient, curator: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened("Ledgers", party="Quillon Works")
    for number in range(3):
        opened("Kept back", party=f"Quillonn {number}", visibility=Visibility.INTERNAL)
    monkeypatch.setattr("incidents.search.finding.MOST_NEAR", 1)
    monkeypatch.setattr("incidents.models.searching.MOST_NAMED", 1)
    # what is hidden is nearer to the word, and more of it has the word
    assert titles(anonymous, "q=quillonn") == titles(anonymous, "q=quillon") == [seen.title]
    assert titles(anonymous, "q=quillonn", "parties", "name") == ["Quillon Works"]
    assert "Kept back" in titles(curator, "q=quillonn")


@pytest.mark.parametrize("path", ["figures", "proceedings", "coverage"])
def test_what_belongs_to_a_hidden_incident_is_found_by_curators_alone(
    anonymous: APIClient, curator: APIClient, path: str
) -> None:
    hidden = fill(1)
    cover(hidden)
    update_incident(hidden.pk, {"visibility": Visibility.INTERNAL}, actor=actor(), reason="Not yet.")
    for query in ("q=northwind", "q=northwnd"):
        assert anonymous.get(f"{ROOT}/{path}?{query}").json()["results"] == []
        assert len(curator.get(f"{ROOT}/{path}?{query}").json()["results"]) >= 1


def test_hidden_articles_do_not_keep_names_nearly_spelt_alike_from_being_found(anonymous: APIClient) -> None:
    article = cover(fill(1))
    hidden = fill(2)
    Article.objects.filter(pk=cover(hidden).pk).update(title="Papper")
    update_incident(hidden.pk, {"visibility": Visibility.INTERNAL}, actor=actor(), reason="Not yet.")
    found = titles(anonymous, "q=papper", "coverage", "article")
    assert [row["reference"] for row in found] == [article.reference]
