"""The confidence of figures over REST: shown, explained, filtered, exported, and refused where it makes no sense."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from incidents.figures.confidence import LINE
from incidents.models import Figure
from tests.api import DAY, ROOT, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    return f"{ROOT}/incidents/{fill(1).reference}"


def test_a_figure_tells_how_sure_it_is_and_why(client: APIClient, address: str) -> None:
    held = Figure.objects.get()
    [shown] = client.get(f"{address}/figures").json()["results"]
    assert (shown["confidence"], shown["unverified"]) == (held.confidence, held.unverified)
    [explained] = client.get(f"{address}/figures/explain").json()["figures"]
    assert explained["confidence_reason"] == held.because != ""
    assert explained["explanation"]["confidence"]["value"] == held.confidence
    [then] = client.get(f"{address}/figures?as_of={DAY + dt.timedelta(400)}").json()["results"]
    assert then["confidence"] == held.confidence
    assert client.get(f"{address}/figures/history").json()["results"][-1]["confidence"] == held.confidence
    rows = b"".join(client.get(f"{address}/figures?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert dict(zip(rows[0].split(","), rows[1].split(","), strict=False))["confidence"] == str(held.confidence)


@pytest.mark.parametrize("where", ["incidents", "figures"])
def test_figures_are_found_by_it(client: APIClient, address: str, where: str) -> None:
    for confidence, unverified in ((LINE - 0.01, True), (LINE, False)):
        Figure.objects.update(confidence=confidence)
        asked = {
            f"confidence_min={confidence}": 1,
            f"confidence_min={min(1.0, confidence + 0.01):.2f}": 0,
            "unverified=true": int(unverified),
            "unverified=false": int(not unverified),
            f"unverified=false&confidence_min={LINE}": int(not unverified),
        }
        for query, count in asked.items():
            path = f"{ROOT}/incidents" if where == "incidents" else f"{address}/figures"
            assert len(client.get(f"{path}?{query}").json()["results"]) == count, (confidence, query)


@pytest.mark.parametrize("value", ["2", "-0.1", "1.01", "nan", "high", "0,9", "90%25", "1e-1", ""])
@pytest.mark.parametrize("where", ["incidents", "figures"])
def test_what_is_no_share_is_refused(client: APIClient, address: str, where: str, value: str) -> None:
    path = f"{ROOT}/incidents" if where == "incidents" else f"{address}/figures"
    answer = client.get(f"{path}?confidence_min={value}")
    assert answer.status_code == 400
    assert "confidence_min" in str(answer.json()["errors"])


def test_it_is_not_asked_of_a_past_day(client: APIClient, address: str) -> None:
    assert client.get(f"{ROOT}/incidents?as_of={DAY}&confidence_min=0.5").status_code == 400


def test_figures_of_a_past_day_are_chosen_by_the_confidence_of_that_day(client: APIClient, address: str) -> None:
    every = client.get(f"{address}/figures?as_of={DAY}").json()["results"]
    least = max(row["confidence"] for row in every)
    sure = client.get(f"{address}/figures?as_of={DAY}&confidence_min={least}").json()["results"]
    assert sure == [row for row in every if row["confidence"] >= least]
