"""Triage: waiting things one after the other, each handed to one curator, each verdict undone by one key."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Claim, Figure, Incident, TriageLease
from incidents.vocabulary import Decision, IncidentStatus, Visibility
from sources.models import Article, Coverage, CoverageState, Mention, TextOrigin
from tests.sources.admin.conftest import SENTENCE
from tracker.foundation.access.curators import ensure_curators_group

PAGE = "admin:sources_coverage_triage"


def shown(desk: Client, queue: str = "coverage", **place: Any) -> str:
    return desk.get(reverse(PAGE), {"queue": queue, **place}).content.decode()


def hidden(text: str, verdict: str) -> dict[str, str]:
    """The hidden fields of the form of this verdict, as a browser would send them."""
    forms = re.findall(r"<form method=\"post\" class=\"verdict.*?</form>", text, re.DOTALL)
    form = next(form for form in forms if f'name="verdict" value="{verdict}"' in form)
    return dict(re.findall(r'<input type="hidden" name="(verdict|item|shown)" value="([^"]*)"', form))


def judge(desk: Client, verdict: str, queue: str = "coverage", **fields: Any) -> Any:
    form = hidden(shown(desk, queue), verdict)
    return desk.post(f"{reverse(PAGE)}?queue={queue}", form | fields)


def undo(desk: Client) -> str:
    return desk.post(reverse("admin:sources_coverage_triage_undo"), follow=True).content.decode()


@pytest.fixture
def colleague(db: None) -> Client:
    user = User.objects.create_user("nora", is_staff=True)
    user.groups.add(ensure_curators_group())
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def second(incident: Incident, suggested: Coverage) -> Coverage:
    row = Article.objects.create(url="https://b.example/2", title="A second report", next_attempt_at=timezone.now())
    return Coverage.objects.create(article=row, incident=incident, state=CoverageState.SUGGESTED)


def test_the_text_with_its_marks_stands_beside_what_is_claimed(desk: Client, suggested: Coverage) -> None:
    text = shown(desk)
    assert "Osier Data is named" in text
    assert re.search(r'<mark class="figure"[^>]*>30 million</mark>', text)
    assert str(suggested.incident) in text
    for key in "crojkn":
        assert f'data-key="{key}"' in text


def test_a_confirmation_needs_no_reason_and_shows_the_next_item(
    desk: Client, suggested: Coverage, second: Coverage
) -> None:
    answer = judge(desk, "confirm")
    assert Coverage.objects.get(pk=second.pk).state == CoverageState.CONFIRMED
    assert "Osier contradicts the railway" in desk.get(answer["Location"]).content.decode()


def test_all_other_verdicts_ask_why(desk: Client, suggested: Coverage) -> None:
    for verdict in ("reject", "other", "new"):
        assert judge(desk, verdict, reason="", incident=suggested.incident.reference).status_code == 200
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.SUGGESTED


def test_what_is_undone_waits_again_and_counts_nothing(desk: Client, suggested: Coverage) -> None:
    judge(desk, "confirm")
    assert Figure.objects.get().best == 30_000_000
    assert "Taken back" in undo(desk)
    suggested.refresh_from_db()
    assert (suggested.state, suggested.decided_by, suggested.note) == (CoverageState.SUGGESTED, None, "")
    assert Figure.objects.get().best is None
    judge(desk, "reject", reason="Another railway")
    undo(desk)
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.SUGGESTED
    assert "no verdict" in undo(desk)


def test_what_was_decided_anew_meanwhile_is_not_undone(desk: Client, suggested: Coverage, colleague: Client) -> None:
    judge(desk, "confirm")
    decided = reverse("admin:sources_coverage_decide", args=[suggested.pk, "rejected"])
    colleague.post(decided, {"reason": "Not that one"})
    assert "decided anew meanwhile" in undo(desk)
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.REJECTED


def messages_of(text: str) -> list[str]:
    found = re.search(r'<ul class="messagelist">(.*?)</ul>', text, re.DOTALL)
    return re.findall(r"<li[^>]*>(.*?)</li>", found[1], re.DOTALL) if found else []


def test_an_undo_that_is_refused_is_told_once_with_the_way_to_the_text(
    desk: Client, suggested: Coverage, second: Coverage
) -> None:
    judge(desk, "confirm")
    suggested.article.versions.update(origin=TextOrigin.SUBMITTED)
    judge(desk, "confirm")
    text = undo(desk)
    page = reverse("admin:sources_article_change", args=[suggested.article_id])
    [message] = messages_of(text)
    assert "judge the text on its page" in message
    assert page in message
    assert "Last: confirmed" in text
    assert text.count(page) == 2
    assert 'data-key="u"' not in text
    assert "no verdict" in undo(desk)


def test_what_was_decided_is_told_once_and_the_next_one_is_shown(
    desk: Client, suggested: Coverage, second: Coverage
) -> None:
    form = hidden(shown(desk), "confirm")
    for _ in range(2):
        text = desk.post(f"{reverse(PAGE)}?queue=coverage", form, follow=True).content.decode()
    [message] = messages_of(text)
    assert "It waits no longer" in message
    assert "A second report" in message
    assert "Nothing waits here" not in text
    assert "Osier contradicts the railway" in text
    assert len(messages_of(shown(desk, item=second.pk))) == 1


def test_an_article_of_another_incident_goes_there_and_back(desk: Client, suggested: Coverage) -> None:
    other = open_incident(IncidentDraft("Osier files"), actor=SYSTEM)
    judge(desk, "other", incident="Osier files", reason="The files, not the passes")
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.REJECTED
    assert Figure.objects.get(best=30_000_000).incident == other
    undo(desk)
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.SUGGESTED
    assert not Coverage.objects.filter(incident=other).exists()


def test_a_new_incident_is_opened_with_the_article(desk: Client, suggested: Coverage) -> None:
    judge(desk, "new", title="Osier licences", party="Osier Data", day="2031-04-05", reason="Its own case")
    opened = Incident.objects.get(title="Osier licences")
    assert [row.party.name for row in opened.involvements.all()] == ["Osier Data"]
    assert Figure.objects.get(best=30_000_000).incident == opened
    undo(desk)
    opened.refresh_from_db()
    assert opened.status == IncidentStatus.REJECTED


def test_an_item_is_handed_to_one_curator_at_a_time(
    desk: Client, colleague: Client, suggested: Coverage, second: Coverage
) -> None:
    assert "A second report" in shown(desk)
    theirs = shown(colleague)
    assert (
        'id="article-title"><a href="' + reverse("admin:sources_article_change", args=[suggested.article_id]) in theirs
    )
    assert f'mara at <a href="{reverse(PAGE)}?queue=coverage&amp;item={second.pk}">“A second report' in theirs
    opened = shown(colleague, item=second.pk)
    assert "mara looks at this until" in opened
    refused = colleague.post(f"{reverse(PAGE)}?queue=coverage", hidden(opened, "confirm"), follow=True)
    assert "It is with mara until" in refused.content.decode()
    TriageLease.objects.update(until=timezone.now() - dt.timedelta(minutes=1))
    assert "A second report" in shown(colleague, item=second.pk)
    assert TriageLease.objects.get(item=f"coverage:{second.pk}").holder.username == "nora"


def test_a_verdict_on_what_has_changed_since_is_refused(desk: Client, suggested: Coverage) -> None:
    form = hidden(shown(desk), "confirm")
    suggested.note = "Looked at"
    suggested.save()
    answer = desk.post(f"{reverse(PAGE)}?queue=coverage", form, follow=True)
    assert "changed since you opened it" in answer.content.decode()
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.SUGGESTED


def test_next_and_before_go_through_the_queue_without_a_verdict(
    desk: Client, suggested: Coverage, second: Coverage
) -> None:
    assert "Osier contradicts the railway" in shown(desk, after=second.pk)
    assert "A second report" in shown(desk, before=suggested.pk)


def test_a_weak_reading_is_judged_in_its_text(desk: Client, suggested: Coverage) -> None:
    judge(desk, "confirm")
    text = shown(desk, "readings")
    assert re.search(r'<mark class="figure weak asked"[^>]*>4,000</mark>', text)
    judge(desk, "reject", "readings", reason="Staff")
    assert Claim.objects.get(value=4_000).decision == Decision.REJECT
    assert "Nothing waits here" in shown(desk, "readings")
    undo(desk)
    assert Claim.objects.get(value=4_000).decision == Decision.ACCEPT


def test_candidates_are_opened_dismissed_and_merged(desk: Client, incident: Incident) -> None:
    draft = IncidentDraft("Harbour", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL)
    harbour = open_incident(draft, actor=SYSTEM)
    for verdict, state in (("confirm", IncidentStatus.OPEN), ("reject", IncidentStatus.REJECTED)):
        judge(desk, verdict, "candidates", reason="Read")
        harbour.refresh_from_db()
        assert harbour.status == state
        undo(desk)
        harbour.refresh_from_db()
        assert (harbour.status, harbour.visibility) == (IncidentStatus.CANDIDATE, Visibility.INTERNAL)
    judge(desk, "other", "candidates", incident=incident.reference, reason="The same")
    harbour.refresh_from_db()
    assert harbour.merged_into == incident
    undo(desk)
    harbour.refresh_from_db()
    assert harbour.merged_into is None


def test_tabs_count_what_waits_and_the_page_opens_where_something_does(desk: Client, incident: Incident) -> None:
    draft = IncidentDraft("Harbour", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL)
    for _ in range(21):
        open_incident(draft, actor=SYSTEM)
    opened = desk.get(reverse(PAGE)).content.decode()
    assert re.findall(r'<span class="number">([^<]*)</span></a>', opened) == ["0", "0", "20+"]
    assert re.search(r'aria-current="page">Candidate incidents', opened)
    buttons = re.findall(r"data-key=\"[cro]\"[^>]*>([^<]*) <kbd>", opened)
    assert buttons == ["Open, public", "Dismiss", "Other incident"]
    empty = shown(desk, "coverage")
    assert "Nothing waits here" in empty
    assert 'triage/?queue=candidates" data-key="n"' in empty
    assert "Candidate incidents: 21 waiting" in empty
    judge(desk, "reject", "candidates", reason="Read")
    assert "Undo: dismissed “Harbour”" in shown(desk, "candidates")


def test_who_may_only_look_gets_no_verdicts_and_no_lease(client: Client, suggested: Coverage) -> None:
    user = User.objects.create_user("lena", is_staff=True)
    names = ("view_coverage", "view_article", "view_incident")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    text = shown(client)
    assert suggested.article.title in text
    assert 'data-key="c"' not in text
    assert "<mark" not in text, "mentions are not hers to see"
    assert (
        client.post(f"{reverse(PAGE)}?queue=coverage", {"verdict": "confirm", "item": suggested.pk}).status_code == 403
    )
    assert client.get(reverse(PAGE), {"queue": "readings"}).status_code == 403
    assert client.post(reverse("admin:sources_coverage_triage_undo")).status_code == 403
    assert not TriageLease.objects.exists()


def test_the_page_asks_as_often_whatever_waits(
    desk: Client, suggested: Coverage, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        row = Article.objects.create(url=f"https://c.example/{number}", title="More", next_attempt_at=timezone.now())
        Coverage.objects.create(article=row, incident=suggested.incident, state=CoverageState.SUGGESTED)
    with django_assert_max_num_queries(40):
        shown(desk)


def test_the_box_proposes_incidents_by_title_and_party_to_whoever_may_see_them(
    desk: Client, client: Client, incident: Incident
) -> None:
    complete = reverse("admin:incidents_incident_complete")
    found = desk.get(complete, {"q": "osier"}).json()["incidents"]
    assert [one["reference"] for one in found] == [incident.reference]
    assert "Halden Rail" in found[0]["beside"]
    client.force_login(User.objects.create_user("lena", is_staff=True))
    assert client.get(complete, {"q": "osier"}).status_code == 403


def test_mentions_of_a_sentence_are_those_of_the_fixture(article: Article) -> None:
    assert Mention.objects.filter(version__article=article, needs_review=False).count() == SENTENCE.count("million")


def test_a_title_that_is_taken_is_told_before_an_incident_is_opened(
    desk: Client, suggested: Coverage, incident: Incident
) -> None:
    typed = {**hidden(shown(desk), "new"), "title": incident.title.upper(), "party": "Halden Rail", "reason": "New"}
    asked = desk.post(f"{reverse(PAGE)}?queue=coverage", typed)
    text = asked.content.decode()
    assert "Nearly the same is the title of" in text
    assert incident.reference in text
    assert f'value="{incident.title.upper()}"' in text, "what was typed is there"
    assert Incident.objects.count() == 1
    confirm = re.search(r'name="confirm" value="(\w+)"', text)
    assert confirm is not None
    desk.post(f"{reverse(PAGE)}?queue=coverage", typed | {"confirm": confirm[1]})
    assert Incident.objects.filter(title=incident.title.upper()).exists()
