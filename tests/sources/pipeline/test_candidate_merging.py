"""Candidates give way to an incident of the same organisation that the article turns out to be about."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents import ledger
from incidents.models import Incident
from incidents.vocabulary import IncidentStatus, Role
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import link_coverage, work_off
from sources.pipeline.match.rematching import follow_changes
from tests.sources.pipeline.conftest import DISCLOSED, Tell
from tests.sources.pipeline.test_candidates import OTHER_REPORT, TEXT, TITLE, candidates

pytestmark = pytest.mark.django_db


def opened(curator: User, named: str = "Larkspur Dental Inc.", **values: object) -> Incident:
    """An incident that the curator opens an hour after all articles were done."""
    Article.objects.update(worked_at=timezone.now() - dt.timedelta(hours=1))
    draft = ledger.IncidentDraft(
        title="Records copied from a chain of dentists",
        status=IncidentStatus.OPEN,
        involvements=[ledger.InvolvementDraft(ledger.known_party(named), Role.CONTROLLER)],
        **values,  # type: ignore[arg-type]
    )
    return ledger.open_incident(draft, actor=ledger.Actor.of(curator))


def confirmed(incident: Incident) -> set[int]:
    rows = Coverage.objects.filter(incident=incident, state=CoverageState.CONFIRMED)
    return set(rows.values_list("article", flat=True))


def test_a_candidate_whose_coverage_is_about_a_known_incident_is_merged_into_it(tell: Tell, curator: User) -> None:
    article = tell(TEXT, title=TITLE)
    [candidate] = candidates()
    incident = opened(curator, disclosed_on=DISCLOSED)
    assert follow_changes() == 1
    work_off(10)
    candidate.refresh_from_db()
    assert candidate.merged_into == incident
    assert confirmed(incident) == {article.pk}
    assert not Coverage.objects.filter(incident=candidate).exists()
    assert [claim.value for claim in incident.claims.all()] == [212_000]
    assert [figure.best for figure in incident.figures.all()] == [212_000]


def test_a_candidate_called_by_the_first_word_of_the_organisation_gives_way_as_well(tell: Tell, curator: User) -> None:
    article = tell(TEXT.replace("Larkspur Dental", "Larkspur"), title=TITLE.replace("Larkspur Dental", "Larkspur"))
    [candidate] = candidates()
    incident = opened(curator, named="Larkspur Dental Partners")
    link_coverage(article, incident, user=curator, note="Its own notice.")
    candidate.refresh_from_db()
    assert (candidate.merged_into, confirmed(incident)) == (incident, {article.pk})


def test_a_candidate_with_other_coverage_keeps_that(tell: Tell, curator: User) -> None:
    first = tell(TEXT, title=TITLE, url="https://gazette.example/1")
    other = tell(OTHER_REPORT, title="A lawyer gathers plaintiffs at dentist's", url="https://news.example/1", day=20)
    [candidate] = candidates()
    assert confirmed(candidate) == {first.pk, other.pk}
    incident = opened(curator)
    link_coverage(first, incident, user=curator, note="The notice itself.")
    candidate.refresh_from_db()
    assert candidate.merged_into is None
    assert confirmed(candidate) == {other.pk}
    assert [figure.best for figure in incident.figures.all()] == [212_000]


def test_a_candidate_of_another_organisation_keeps_its_link(tell: Tell, curator: User) -> None:
    article = tell(TEXT, title=TITLE)
    [candidate] = candidates()
    incident = opened(curator, named="Hollow Fern")
    link_coverage(article, incident, user=curator, note="It kept the records.")
    assert confirmed(candidate) == confirmed(incident) == {article.pk}


def test_what_a_curator_linked_to_a_candidate_stays(tell: Tell, curator: User) -> None:
    article = tell(TEXT, title=TITLE)
    [candidate] = candidates()
    link_coverage(article, candidate, user=curator, note="This one.")
    link_coverage(article, opened(curator), user=curator, note="And that one.")
    assert confirmed(candidate) == {article.pk}


def test_a_candidate_is_merged_when_its_last_coverage_is_taken_back(tell: Tell, curator: User) -> None:
    first = tell(TEXT, title=TITLE, url="https://gazette.example/1")
    other = tell(OTHER_REPORT, title="Larkspur Dental hack exposes patients", url="https://news.example/1", day=20)
    [candidate] = candidates()
    Coverage.objects.filter(article=other).update(reasons=[])  # matched to the candidate like to any incident
    incident = opened(curator, named="Larkspur Dental", disclosed_on=DISCLOSED)
    assert follow_changes() == 2
    work_off(10)
    candidate.refresh_from_db()
    assert confirmed(incident) == {first.pk, other.pk}
    assert candidate.merged_into == incident
