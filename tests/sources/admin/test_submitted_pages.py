"""A curator sees of each submitted text whose word it is, wherever it is shown, and decides about it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.models import Evidence, Figure, Incident
from sources.models import Article, CoverageState, Mention
from sources.pipeline import advance, submit_text

pytestmark = pytest.mark.django_db

TEXT = "Halden Rail said that data of 140,000 passengers was stolen from its servers in May."
MARK = "submitted text, waits for confirmation; from rita"


@pytest.fixture
def rita() -> User:
    return User.objects.create_user("rita", is_staff=True)


@pytest.fixture
def submitted(incident: Incident, rita: User) -> Article:
    article = submit_text(
        TEXT, title="Halden Rail passes data breach", url="https://gazette.example/1", submitted_by=rita
    ).article
    advance(article.pk)
    return Article.objects.get(pk=article.pk)


def test_the_inbox_names_who_handed_it_in(desk: Client, submitted: Article) -> None:
    page = desk.get(reverse("admin:index")).content.decode()
    assert MARK in page.replace("Submitted", "submitted")
    submitted.coverage.all().delete()
    assert MARK in desk.get(reverse("admin:index")).content.decode()


def test_every_page_that_shows_it_bears_the_mark(desk: Client, submitted: Article) -> None:
    row, mention = submitted.coverage.get(), Mention.objects.get()
    for name, args in {
        "sources_article_changelist": [],
        "sources_article_change": [submitted.pk],
        "sources_coverage_changelist": [],
        "sources_coverage_change": [row.pk],
        "sources_mention_changelist": [],
        "sources_mention_change": [mention.pk],
        "incidents_incident_change": [row.incident_id],
    }.items():
        assert MARK in desk.get(reverse(f"admin:{name}", args=args)).content.decode(), name
    asked = desk.get(reverse("admin:sources_coverage_decide", args=[row.pk, "confirmed"])).content.decode()
    assert f"It is a {MARK}. Confirming is your word for the text as well." in asked


def test_confirming_it_counts_and_marks_the_evidence(desk: Client, submitted: Article) -> None:
    row = submitted.coverage.get()
    assert row.state == CoverageState.SUGGESTED
    desk.post(reverse("admin:sources_coverage_decide", args=[row.pk, "confirmed"]), {"reason": "I have the page."})
    assert Figure.objects.get().best == 140_000
    claim = Evidence.objects.get().claim
    for name, key in (("incident", row.incident_id), ("claim", claim.pk)):
        page = desk.get(reverse(f"admin:incidents_{name}_change", args=[key])).content.decode()
        assert "submitted, not fetched" in page, name
    assert "mara vouches for it. I have the page." in " ".join(
        desk.get(reverse("admin:sources_article_change", args=[submitted.pk])).content.decode().split()
    )


@pytest.mark.parametrize(("verb", "standing"), [("accept", "accepted"), ("refuse", "refused")])
def test_the_text_is_accepted_or_refused_with_a_reason(
    desk: Client, submitted: Article, verb: str, standing: str
) -> None:
    address = reverse("admin:sources_article_judge", args=[submitted.pk, verb])
    address += "?version=1" if verb == "accept" else ""
    assert address in desk.get(reverse("admin:sources_article_change", args=[submitted.pk])).content.decode()
    assert "This field is required" in desk.post(address, {"reason": ""}).content.decode()
    desk.post(address, {"reason": "I know the writer."})
    version = submitted.versions.get()
    assert (version.standing, version.judged_by and version.judged_by.username) == (standing, "mara")


def test_a_text_that_was_changed_meanwhile_is_not_accepted(desk: Client, submitted: Article, rita: User) -> None:
    submit_text("Another text.", url=submitted.url, title="Another", submitted_by=rita)
    address = reverse("admin:sources_article_judge", args=[submitted.pk, "accept"])
    assert "now version 2" in desk.post(f"{address}?version=1", {"reason": "I read it."}).content.decode()
    assert Article.objects.get().standing == "waiting"


def test_who_may_not_decide_may_not_accept(client: Client, rita: User, submitted: Article) -> None:
    rita.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "add_article"]))
    client.force_login(rita)
    address = reverse("admin:sources_article_judge", args=[submitted.pk, "accept"])
    assert client.post(address, {"reason": "Mine."}).status_code == 403


def test_a_text_from_the_admin_waits_unless_its_sender_could_confirm_it(
    client: Client, rita: User, curator: User, incident: Incident
) -> None:
    rita.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "add_article"]))
    for user, url in ((rita, "https://a.example/1"), (curator, "https://b.example/1")):
        client.force_login(user)
        answer = client.post(reverse("admin:sources_article_add"), {"url": url, "text": TEXT, "title": "A theft"})
        assert answer.status_code == 302, answer.content
    assert dict(Article.objects.values_list("submitted_by__username", "standing")) == {
        "rita": "waiting",
        "mara": "accepted",
    }


def test_a_refusal_stands_at_its_field(client: Client, rita: User, submitted: Article) -> None:
    rita.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "add_article"]))
    other = User.objects.create_user("otto", is_staff=True)
    other.user_permissions.set(rita.user_permissions.all())
    client.force_login(other)
    page = client.post(reverse("admin:sources_article_add"), {"url": submitted.url, "text": "Another.", "title": ""})
    assert "has a text already" in page.content.decode()
    assert submitted.versions.count() == 1
