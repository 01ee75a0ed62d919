"""Round-ups through the steps of an article: each item becomes the coverage of an incident of its own."""

import datetime as dt
import json

import pytest

from incidents import ledger
from incidents.models import Figure, Incident, Regulator
from incidents.vocabulary import IncidentStatus, Role
from sources.batches import take_in
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import finish, submit_text
from sources.pipeline.match.coverage import confirm_coverage, link_coverage, reject_coverage
from tests.accounts import account
from tracker.foundation.access.models import TokenScope

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


def round_up(text: str = LIST, *, title: str = "The breaches of the week", on: dt.date = DAY, url: str = "") -> Article:
    article = take_in(json.dumps({"text": text, "title": title, "published": on.isoformat(), "url": url})).article
    finish(article.pk)
    article.refresh_from_db()
    return article


def counted() -> dict[str, int | None]:
    rows = Figure.objects.filter(metric="affected", best__isnull=False).select_related("incident")
    return {row.incident.involvements.get(role=Role.CONTROLLER).party.name: row.best for row in rows}


def test_each_item_opens_a_candidate_with_its_own_figure() -> None:
    article = round_up()
    assert counted() == {"Larkfield Clinic": 48_210, "quillo": 5_800_000, "City of Sable Harbor": 1_204}
    assert set(Incident.objects.values_list("status", "disclosed_on")) == {(IncidentStatus.CANDIDATE, DAY)}
    assert Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).count() == 3


def opened_by_a_curator(on: dt.date, name: str = "Larkfield Clinic") -> Incident:
    draft = ledger.IncidentDraft(
        title=f"{name} patient data theft",
        disclosed_on=on,
        involvements=[ledger.InvolvementDraft(ledger.known_party(name), Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


def test_an_item_goes_to_the_open_incident_of_its_organisation() -> None:
    opened = opened_by_a_curator(DAY - dt.timedelta(days=9))
    round_up()
    assert counted()["Larkfield Clinic"] == 48_210
    assert Figure.objects.get(best=48_210).incident_id == opened.pk
    assert Incident.objects.count() == 3


def test_a_second_round_up_of_these_days_opens_nothing_again() -> None:
    round_up()
    round_up(LATER, title="Breaches of May", on=DAY + dt.timedelta(days=20))
    assert counted() == {
        "Larkfield Clinic": 91_000,
        "quillo": 5_800_000,
        "City of Sable Harbor": 1_204,
        "Quillon Bank": 302_000,
    }
    assert Incident.objects.count() == 4


def test_an_item_is_known_by_its_figure_long_afterwards() -> None:
    round_up()
    round_up(title="The worst breaches of the year", on=DAY + dt.timedelta(days=200))
    assert Incident.objects.count() == 3


def test_what_a_curator_took_back_stays_taken_back() -> None:
    article = round_up()
    row = Coverage.objects.get(article=article, incident__title__startswith="quillo")
    reject_coverage(row.pk, user=account("ada", is_staff=True))
    finish(article.pk)
    row.refresh_from_db()
    assert row.state == CoverageState.REJECTED
    assert "quillo" not in counted()


def test_what_a_curator_took_back_stays_taken_back_in_copies_of_the_story() -> None:
    row = Coverage.objects.get(article=round_up(), incident__title__startswith="quillo")
    reject_coverage(row.pk, user=account("ada", is_staff=True))
    copy = round_up(url="https://paper.example/copy")
    confirmed = Coverage.objects.filter(article=copy, state=CoverageState.CONFIRMED)
    assert confirmed.count() == 2
    assert row.incident_id not in set(confirmed.values_list("incident", flat=True))
    assert "quillo" not in counted()


def test_a_lesser_figure_that_agrees_by_chance_leaves_an_old_incident_alone() -> None:
    old = opened_by_a_curator(dt.date(2021, 1, 1))
    said = "Larkfield Clinic said that the data of 40 patients was stolen in a breach."
    round_up(said, title="Larkfield Clinic breach: 40 patients", on=dt.date(2021, 1, 2))
    article = round_up(LIST.replace("48,210", "9 million patients and 40 employees"))
    assert Figure.objects.get(incident=old).best == 40
    assert not Coverage.objects.filter(article=article, incident=old, state=CoverageState.CONFIRMED).exists()


def test_an_incident_that_came_out_long_after_the_round_up_is_not_told_of_in_it() -> None:
    later = opened_by_a_curator(DAY + dt.timedelta(days=40))
    round_up()
    assert not Coverage.objects.filter(incident=later, state=CoverageState.CONFIRMED).exists()
    assert not Figure.objects.filter(incident=later).exists()


def test_an_authority_opens_nothing_however_it_is_written() -> None:
    Regulator.objects.create(slug="gb-ico", name="Commissioner", acronym="ICO", kind="data_protection_authority")
    round_up(LIST + "\n- I.C.O.: 7,000")
    assert set(counted()) == {"Larkfield Clinic", "quillo", "City of Sable Harbor"}


def test_an_organisation_of_a_longer_name_is_another() -> None:
    known = opened_by_a_curator(DAY, "Quillon Inc.")
    round_up(LIST.replace("quillo", "Quillon Logistics"))
    assert counted()["Quillon Logistics"] == 5_800_000
    assert not Figure.objects.filter(incident=known).exists()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Quillon Bank breach", "Quillon Bank said that data of 7 million customers was stolen in a breach."),
        ("Breach hits 7 million", "Data of 7 million customers was stolen in a breach. Nobody is named."),
        ("Two breaches", LIST.replace("Larkfield Clinic", "Quillon Bank").replace("48,210", "7 million")),
    ],
    ids=["of another", "of nobody", "without the item"],
)
def test_an_item_that_a_page_no_longer_has_is_taken_back(title: str, text: str) -> None:
    known = opened_by_a_curator(DAY)
    article = round_up(url="https://paper.example/changing")
    assert Figure.objects.get(incident=known).best == 48_210
    assert round_up(text, title=title, url="https://paper.example/changing") == article
    assert Figure.objects.get(incident=known).best is None
    assert not Coverage.objects.filter(article=article, incident=known, state=CoverageState.CONFIRMED).exists()


def test_a_round_up_that_becomes_an_article_of_one_item_still_covers_that() -> None:
    known = opened_by_a_curator(DAY)
    round_up(url="https://paper.example/changing")
    text = "Larkfield Clinic said that data of 91,000 patients was stolen in a data breach at Larkfield Clinic."
    round_up(text, title="Larkfield Clinic breach: 91,000 patients", url="https://paper.example/changing")
    assert Figure.objects.get(incident=known).best == 91_000


def test_one_confirmation_of_a_submitted_round_up_decides_of_one_incident() -> None:
    asked, beside = opened_by_a_curator(DAY), opened_by_a_curator(DAY, "City of Sable Harbor")
    submitter = account("rita", TokenScope.SUBMIT)
    article = submit_text(LIST, title="The breaches of the week", published_on=DAY, submitted_by=submitter).article
    finish(article.pk)
    assert not Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).exists()
    row = Coverage.objects.get(article=article, incident=asked)
    confirm_coverage(row.pk, user=account("otto", TokenScope.CURATE))
    finish(article.pk)
    assert Figure.objects.get(incident=asked).best == 48_210
    assert not Figure.objects.filter(incident=beside).exists()
    assert Coverage.objects.get(article=article, incident=beside).state == CoverageState.SUGGESTED


def test_what_a_curator_confirmed_for_the_story_is_confirmed_in_its_copies() -> None:
    other = opened_by_a_curator(DAY - dt.timedelta(days=400), "Norvane Rail")
    article = round_up()
    link_coverage(article, other, user=account("ada", is_staff=True))
    copy = round_up(url="https://paper.example/copy")
    assert Coverage.objects.get(article=copy, incident=other).state == CoverageState.CONFIRMED
