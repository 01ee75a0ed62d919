"""An incident that is opened from an article of another one takes the article and its claims with it by choice."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import Role
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import advance, confirm_coverage, submit_text, work_off
from tests.incidents.admin.forms import filled

TEXT = "Brightwater said on Monday that hackers had stolen the records of 40,000 patients. It has told the police."


@pytest.fixture
def covered(db: None) -> Coverage:
    """By matching alone."""
    party = ledger.InvolvementDraft(ledger.known_party("Brightwater Inc."), Role.CONTROLLER)
    draft = ledger.IncidentDraft("Brightwater patient data breach", disclosed_on="2031-05-05", involvements=[party])
    ledger.open_incident(draft, actor=ledger.SYSTEM)
    done = submit_text(TEXT, title="Brightwater data breach", url="https://news.example/1", published_on="2031-05-05")
    advance(done.article.pk)
    return Coverage.objects.get(state=CoverageState.CONFIRMED)


def opening(article: Article) -> str:
    return f"{reverse('admin:incidents_incident_add')}?from=article:{article.pk}"


def opened(desk: Client, article: Article, **typed: object) -> Incident:
    typed = filled(desk.get(opening(article))) | {"title": "Theft at the laboratory"} | typed
    assert desk.post(opening(article), typed).status_code == 302
    work_off(9)
    return Incident.objects.get(title="Theft at the laboratory")


def standing() -> list[tuple[Incident, int]]:
    return [(claim.incident, claim.value) for claim in Claim.objects.exclude(standing="withdrawn")]


def test_it_is_taken_out_of_the_incident_that_matching_alone_had_found(desk: Client, covered: Coverage) -> None:
    shown = desk.get(opening(covered.article)).content.decode()
    assert f"Take it out of Brightwater patient data breach ({covered.incident.reference})" in shown
    new = opened(desk, covered.article)
    covered.refresh_from_db()
    assert (covered.state, covered.decided_by.username) == (CoverageState.REJECTED, "mara")
    assert covered.note == f"An incident of its own was opened from this article: {new.reference}."
    assert standing() == [(new, 40_000)]


@pytest.mark.parametrize("confirmed", [False, True])
def test_left_in_both_its_claims_stand_in_the_one_that_was_opened_from_it(
    desk: Client, covered: Coverage, curator: User, confirmed: bool
) -> None:
    if confirmed:
        confirm_coverage(covered.pk, user=curator, note="It is.")
        assert filled(desk.get(opening(covered.article)))["leaves"] == []
    new = opened(desk, covered.article, leaves=[])
    covered.refresh_from_db()
    assert covered.state == CoverageState.CONFIRMED
    assert standing() == [(new, 40_000)]


def test_an_article_of_no_incident_is_taken_out_of_none(desk: Client, article: Article) -> None:
    assert "Take it out of" not in desk.get(opening(article)).content.decode()


def test_the_form_names_the_article_and_ends_on_the_new_incident(desk: Client, covered: Coverage) -> None:
    article = covered.article
    form = desk.get(opening(article)).content.decode()
    link = reverse("admin:sources_article_change", args=[article.pk])
    assert f'Opened from the article <a href="{link}">{article}</a>' in form
    typed = filled(desk.get(opening(article))) | {"title": "Theft at the laboratory", "_save": "Save"}
    answer = desk.post(opening(article), typed)
    new = Incident.objects.get(title="Theft at the laboratory")
    assert answer["Location"] == reverse("admin:incidents_incident_change", args=[new.pk])


def test_what_is_alike_is_told_before_anything_is_saved(desk: Client, covered: Coverage) -> None:
    incident = covered.incident
    at = reverse("admin:incidents_incident_alike")
    party = incident.involvements.all()[0].party.name
    for name, typed in (("title", incident.title.lower()), ("party", party.lower()), ("slug", incident.slug.upper())):
        found = desk.get(at, {name: typed}).json()[name]["incidents"]
        assert [one["title"] for one in found] == [incident.title]
    assert desk.get(at, {"title": "Another", "party": "Nobody"}).json()["title"]["incidents"] == []
    form = desk.get(opening(covered.article)).content.decode()
    assert [f'data-alike="{name}"' in form for name in ("title", "party", "slug")] == [True] * 3
    assert "incidents/alike.js" in form


def test_the_list_of_articles_names_the_incidents_of_each(desk: Client, covered: Coverage) -> None:
    listed = desk.get(reverse("admin:sources_article_changelist")).content.decode()
    link = reverse("admin:incidents_incident_change", args=[covered.incident_id])
    assert f'<a href="{link}">{covered.incident.title}</a>' in listed
    Coverage.objects.update(state=CoverageState.REJECTED)
    assert covered.incident.title not in desk.get(reverse("admin:sources_article_changelist")).content.decode()


def test_empty_boxes_of_the_inbox_are_last_and_folded(desk: Client, covered: Coverage) -> None:
    Coverage.objects.update(state=CoverageState.SUGGESTED)
    page = desk.get(reverse("admin:index")).content.decode()
    boxes, folded = page.split('<details class="inbox-empty">')
    assert "Suggested coverage" in boxes
    assert 'data-key="n"' in boxes
    assert "Disputed figures" not in boxes
    assert "Disputed figures" in folded
    empty = desk.get(reverse("admin:incidents_figure_disputes")).content.decode()
    assert 'data-key="n" data-does="the next queue: Suggested coverage, 1 waiting"' in empty
