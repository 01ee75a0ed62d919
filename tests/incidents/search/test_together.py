"""A search of words that very many rows have, together with a condition on rows of another table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Incident
from incidents.models.searching import search_incidents
from incidents.search.together import met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many here: a search that two rows answer is walked."""
    monkeypatch.setattr("incidents.search.finding.FEW", 1)


def opened(title: str, country: str) -> Incident:
    return open_incident(IncidentDraft(title, countries=[country]), actor=SYSTEM)


def found(words: str, country: str) -> list[str]:
    rows = search_incidents(Incident.objects.all(), words).filter(
        pk__in=Incident.objects.filter(countries__country=country).order_by().values("pk")
    )
    return list(met(rows).order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("words", "country", "titles"),
    [
        ("harbour", "GB", ["Harbour leak"]),
        ("harbour", "DE", ["Harbour books", "Harbour lists"]),
        ("harbour", "FJ", []),
        ("harbour leak", "DE", []),
        ("mail", "GB", ["Mail leak", "Mail lists"]),
        ("mail", "DE", []),
    ],
)
def test_rows_that_have_both_are_found_however_they_are_looked_up(words: str, country: str, titles: list[str]) -> None:
    for title, where in (("Mail leak", "GB"), ("Mail lists", "GB"), ("Harbour books", "DE"), ("Harbour lists", "DE")):
        opened(title, where)
    opened("Harbour leak", "GB")
    assert found(words, country) == titles


def test_words_of_many_rows_are_asked_of_the_rows_of_a_country() -> None:
    for title, where in (("Mail leak", "GB"), ("Mail lists", "GB"), ("Harbour books", "DE"), ("Harbour lists", "DE")):
        opened(title, where)
    with CaptureQueriesContext(connection) as asked:
        assert found("harbour", "GB") == []
    if connection.vendor != "postgresql":  # looks every condition up by its index
        return
    assert any("CROSS JOIN LATERAL" in row["sql"] for row in asked.captured_queries)
    walked = [row["sql"] for row in asked.captured_queries if "IS TRUE" in row["sql"] and "LATERAL" not in row["sql"]]
    assert all("LIMIT" in sql for sql in walked), "the list itself is not walked"
