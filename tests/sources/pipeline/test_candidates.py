"""Candidate incidents: opened once for what fits none, attached to, and gone for good when dismissed."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from incidents import ledger
from incidents.models import Event, Incident
from incidents.vocabulary import IncidentStatus, Role, Visibility
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import advance, reextract, reject_coverage, work_off
from tests.sources.pipeline.conftest import DISCLOSED, Tell

pytestmark = pytest.mark.django_db

MOST_ASKED_FOR_LINKS = 4  # twice in matching, once for the story's candidate, once in recording
TITLE = "Larkspur Dental writes to patients"
TEXT = (
    "Larkspur Dental, a chain of practices in four counties, is notifying 212,000 patients of a data breach, it said "
    "on Tuesday. Somebody used the password of a former receptionist to copy records. Payment data was elsewhere, and "
    "Larkspur Dental has told the police and offers those concerned a year of credit monitoring."
)
OTHER_REPORT = (
    "Records of 212,000 patients were stolen from Larkspur Dental, the chain confirmed. A lawyer gathers plaintiffs."
)


def candidates() -> list[Incident]:
    return list(Incident.objects.filter(status=IncidentStatus.CANDIDATE))


def links(article: Article) -> list[tuple[int, str]]:
    return list(article.coverage.values_list("incident", "state"))


def test_an_article_that_fits_no_incident_opens_a_candidate_with_party_day_and_claims(tell: Tell) -> None:
    article = tell(TEXT, title=TITLE)
    [candidate] = candidates()
    assert candidate.title == "Larkspur Dental data breach (May 2031)"
    assert (candidate.visibility, candidate.disclosed_on) == (Visibility.INTERNAL, DISCLOSED)
    [involved] = candidate.involvements.all()
    assert (involved.party.name, involved.role) == ("Larkspur Dental", Role.CONTROLLER)
    assert candidate.claims.get().value == 212_000
    [row] = article.coverage.all()
    assert row.state == CoverageState.CONFIRMED
    assert "opened for this article" in row.reasons[0]["detail"]
    assert not Incident.objects.public().exists()


def test_a_new_article_is_not_asked_for_links_that_it_cannot_have(tell: Tell) -> None:
    with CaptureQueriesContext(connection) as asked:
        article = tell(TEXT, title=TITLE)
    assert len(links(article)) == 1
    of_links = [
        one["sql"] for one in asked if one["sql"].startswith("SELECT") and 'FROM "sources_coverage"' in one["sql"]
    ]
    assert len(of_links) <= MOST_ASKED_FOR_LINKS, "\n".join(of_links)


def test_it_is_opened_once_for_all_that_tell_of_the_event(tell: Tell) -> None:
    first = tell(TEXT, title=TITLE, url="https://gazette.example/1")
    tell("From our partners. " + TEXT, title="Practices lose records", url="https://post.example/1", day=1)
    tell(OTHER_REPORT, title="Larkspur Dental hack exposes patients", url="https://news.example/1", day=20)
    [candidate] = candidates()
    assert set(Coverage.objects.values_list("incident", "state")) == {(candidate.pk, CoverageState.CONFIRMED)}
    assert Coverage.objects.count() == 3
    events = Event.objects.count()
    reextract(Article.objects.all())
    assert work_off(10) == 3
    assert Event.objects.count() == events
    assert links(first) == [(candidate.pk, CoverageState.CONFIRMED)]


def test_an_earlier_article_that_comes_later_makes_the_candidate_older(tell: Tell) -> None:
    tell(TEXT, title=TITLE)
    tell(OTHER_REPORT, title="Larkspur Dental hack exposes patients", day=-9)
    [candidate] = candidates()
    assert candidate.disclosed_on == DISCLOSED - dt.timedelta(days=9)


@pytest.mark.parametrize(
    "text",
    [
        "Fennimore Group, the parent of Larkspur Dental, confirmed a data breach. It lost records of 212,000 patients.",
        "Fennimore Group, which owns Larkspur Dental, confirmed a data breach. It lost records of 212,000 patients.",
        "Fennimore Group (formerly Larkspur Dental) confirmed a data breach. It lost records of 212,000 patients.",
    ],
)
def test_a_name_that_a_text_gives_to_its_organisation_finds_it(tell: Tell, text: str) -> None:
    tell(TEXT, title=TITLE)
    tell(text, title="Fennimore Group confirms data breach", url="https://post.example/1", day=1)
    later = (
        "Fennimore Group said that records of 215,000 patients were stolen in the data breach. It has told the police."
    )
    tell(later, title="Fennimore Group breach grows", url="https://news.example/1", day=3)
    [candidate] = candidates()
    assert candidate.coverage.filter(state=CoverageState.CONFIRMED).count() == 3
    names = set(candidate.involvements.values_list("party__name", flat=True))
    assert names == {"Larkspur Dental", "Fennimore Group"}


def test_the_name_may_be_told_first_and_the_organisation_later(tell: Tell) -> None:
    text = (
        "Fennimore Group, the parent of Larkspur Dental, confirmed a data breach. It lost records of 212,000 patients."
    )
    tell(text, title="Fennimore Group confirms data breach", url="https://post.example/1")
    tell(TEXT, title=TITLE, day=1)
    assert len(candidates()) == 1


def test_a_fuller_form_of_the_name_is_the_same_organisation(tell: Tell) -> None:
    tell(TEXT, title=TITLE)
    fuller = OTHER_REPORT.replace("Larkspur Dental", "Larkspur Dental Holdings Ltd")
    tell(fuller, title="Larkspur Dental Holdings Ltd hack exposes patients", url="https://post.example/1", day=1)
    assert len(candidates()) == 1


def test_two_organisations_of_one_week_are_two_candidates(tell: Tell) -> None:
    tell(TEXT, title=TITLE)
    other = "Fennimore Group, the parent of Sorrel, confirmed a data breach. Records of 9,000 patients were taken."
    tell(other, title="Fennimore Group confirms data breach", url="https://post.example/1", day=1)
    assert len(candidates()) == 2


def test_a_new_event_of_the_organisation_is_a_candidate_of_its_own(tell: Tell) -> None:
    tell(TEXT, title=TITLE)
    text = "Larkspur Dental said that hackers had entered on March 3, 2032 and taken data of 9,000 patients."
    tell(text, title="New breach at Larkspur Dental", day=330)
    assert len(candidates()) == 2


def test_an_article_about_a_known_incident_opens_none(incident: Incident, tell: Tell) -> None:
    tell(
        "Brightwater said that hackers had stolen data of 1.2 million patients.",
        title="Brightwater breach hits patients",
    )
    assert candidates() == []


def test_what_may_be_about_a_known_incident_waits_for_a_curator_first(
    incident: Incident, tell: Tell, curator: User
) -> None:
    text = "Data of 1.2 million patients was stolen from Brightwater, the chain said. It wrote to all of them."
    article = tell(text, title="Thieves had data of Brightwater patients", day=500)
    [row] = article.coverage.all()
    assert (row.state, candidates()) == (CoverageState.SUGGESTED, [])
    reject_coverage(row.pk, user=curator, note="Another theft.")
    assert work_off(10) == 1
    assert len(candidates()) == 1


def test_the_companys_other_breach_opens_a_candidate_beside_the_known_one(incident: Incident, tell: Tell) -> None:
    text = "Brightwater said that intruders were noticed on March 5, 2032 and had taken data of 40,000 patients."
    article = tell(text, title="Another breach at Brightwater", day=310)
    [candidate] = candidates()
    states = dict(article.coverage.values_list("incident", "state"))
    assert states[candidate.pk] == CoverageState.CONFIRMED
    assert states.get(incident.pk) != CoverageState.CONFIRMED


def test_a_dismissed_candidate_does_not_come_back(tell: Tell) -> None:
    tell(TEXT, title=TITLE)
    [candidate] = candidates()
    ledger.update_incident(candidate.pk, {"status": IncidentStatus.REJECTED}, actor=ledger.SYSTEM)
    tell("From our partners. " + TEXT, title="Practices lose records", day=1)
    tell(OTHER_REPORT, title="Larkspur Dental hack exposes patients", day=20)
    reextract(Article.objects.all())
    work_off(10)
    assert candidates() == []


def test_none_is_opened_when_the_setting_is_off(tell: Tell, settings: Settings) -> None:
    settings.OPEN_CANDIDATES = False
    assert links(tell(TEXT, title=TITLE)) == []
    assert candidates() == []


def test_a_candidate_never_stands_before_an_incident(incident: Incident, tell: Tell) -> None:
    known = ledger.known_party("Brightwater Inc.")
    draft = ledger.IncidentDraft(
        title="Brightwater data breach",
        status=IncidentStatus.CANDIDATE,
        disclosed_on=DISCLOSED,
        involvements=[ledger.InvolvementDraft(known, Role.CONTROLLER)],
    )
    ledger.open_incident(draft, actor=ledger.SYSTEM)
    article = tell("Brightwater said that hackers had stolen data of patients.", day=10)
    assert links(article) == [(incident.pk, CoverageState.CONFIRMED)]


def test_not_this_one_holds_for_the_whole_story(incident: Incident, tell: Tell, curator: User) -> None:
    text = TEXT.replace("Larkspur Dental", "Brightwater")
    first = tell(text, url="https://gazette.example/1")
    second = tell("From our partners. " + text, url="https://post.example/1", day=1)
    assert links(second) == [(incident.pk, CoverageState.CONFIRMED)]
    reject_coverage(first.coverage.get().pk, user=curator, note="Another Brightwater.")
    work_off(10)
    third = tell(text + " All were told.", url="https://news.example/1", day=2)
    for article in (second, third):
        row = article.coverage.get(incident=incident)
        assert (row.state, row.decided_at) == (CoverageState.REJECTED, None)
        assert row.reasons[0]["name"] == "curator"
    assert not incident.claims.filter(evidence__isnull=False).exists()
    fourth = tell(text + " Nobody was told the day before.", url="https://gazette.example/1", day=3)
    assert fourth.pk == first.pk
    assert fourth.coverage.get(incident=incident).state == CoverageState.REJECTED
    advance(fourth.pk)
