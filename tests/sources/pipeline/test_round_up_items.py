"""Round-ups through the steps of an article: each item becomes the coverage of an incident of its own."""

import datetime as dt
import json

import pytest

from incidents import ledger
from incidents.models import Figure, Incident
from incidents.vocabulary import IncidentStatus, Role
from sources.batches import take_in
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import finish
from sources.pipeline.match.coverage import reject_coverage
from tests.accounts import account

DAY = dt.date(2031, 5, 5)
LIST = """Several firms told of data breaches this week. The numbers are of people affected.

- Larkfield Clinic: 48,210
- quillo: 5.8 million
- City of Sable Harbor: 1,204"""
LATER = """May was a busy month: data of many people was stolen. We list the cases with the people affected.

1. City of Sable Harbor - 1,204
2. Larkfield Clinic - 91,000
3. Quillon Bank - 302,000"""

pytestmark = pytest.mark.django_db


def told(text: str = LIST, *, title: str = "The breaches of the week", on: dt.date = DAY) -> Article:
    article = take_in(json.dumps({"text": text, "title": title, "published": on.isoformat()})).article
    finish(article.pk)
    article.refresh_from_db()
    return article


def counted() -> dict[str, int | None]:
    rows = Figure.objects.filter(metric="affected", best__isnull=False).select_related("incident")
    return {row.incident.involvements.get(role=Role.CONTROLLER).party.name: row.best for row in rows}


def test_each_item_opens_a_candidate_with_its_own_figure() -> None:
    article = told()
    assert counted() == {"Larkfield Clinic": 48_210, "quillo": 5_800_000, "City of Sable Harbor": 1_204}
    assert set(Incident.objects.values_list("status", "disclosed_on")) == {(IncidentStatus.CANDIDATE, DAY)}
    assert Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).count() == 3


def test_an_item_goes_to_the_open_incident_of_its_organisation() -> None:
    draft = ledger.IncidentDraft(
        title="Larkfield Clinic patient data theft",
        disclosed_on=DAY - dt.timedelta(days=9),
        involvements=[ledger.InvolvementDraft(ledger.known_party("Larkfield Clinic"), Role.CONTROLLER)],
    )
    opened = ledger.open_incident(draft, actor=ledger.SYSTEM)
    told()
    assert counted()["Larkfield Clinic"] == 48_210
    assert Figure.objects.get(best=48_210).incident_id == opened.pk
    assert Incident.objects.count() == 3


def test_a_second_round_up_of_these_days_opens_nothing_again() -> None:
    told()
    told(LATER, title="Breaches of May", on=DAY + dt.timedelta(days=20))
    assert counted() == {
        "Larkfield Clinic": 91_000,
        "quillo": 5_800_000,
        "City of Sable Harbor": 1_204,
        "Quillon Bank": 302_000,
    }
    assert Incident.objects.count() == 4


def test_an_item_is_known_by_its_figure_long_afterwards() -> None:
    told()
    told(title="The worst breaches of the year", on=DAY + dt.timedelta(days=200))
    assert Incident.objects.count() == 3


def test_what_a_curator_took_back_stays_taken_back() -> None:
    article = told()
    row = Coverage.objects.get(article=article, incident__title__startswith="quillo")
    reject_coverage(row.pk, user=account("ada", is_staff=True))
    finish(article.pk)
    row.refresh_from_db()
    assert row.state == CoverageState.REJECTED
    assert "quillo" not in counted()
