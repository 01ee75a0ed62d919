"""A text that an account hands in is that account's word, and counts once a curator has said so."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from pytest_django import Settings

from incidents.models import Claim, Event, EventType, Evidence, Figure, Incident
from incidents.vocabulary import Decision
from sources.models import Article, ArticleState, Coverage, CoverageState, Mention, Story, TextOrigin, TextStanding
from sources.pipeline import (
    ForeignText,
    accept_text,
    advance,
    confirm_coverage,
    is_trusted,
    link_coverage,
    reextract,
    refuse_text,
    reject_coverage,
    submit_text,
)
from sources.pipeline.match.rematching import follow_changes
from sources.pipeline.record.mention_reviews import judge_mention
from tests.sources.pipeline.conftest import DISCLOSED, Tell

TRUE = "Brightwater said that data of 1.2 million patients was stolen from its clinics. The police look into it."
FALSE = "Brightwater said that data of 140 million patients was stolen from its clinics. Nobody can say by whom."
URL = "https://gazette.example/1"
STRANGER = (
    "Ashcombe Mutual said on Tuesday that hackers had stolen data of 310,000 customers from its servers. "
    "The insurer has told the police and the regulator, and writes to everybody concerned."
)


@pytest.fixture
def rita(db: None) -> User:
    return User.objects.create_user("rita")


@pytest.fixture
def otto(db: None) -> User:
    return User.objects.create_user("otto")


def hand_in(
    text: str, user: User | None, *, url: str = URL, title: str = "Brightwater data breach", **options: Any
) -> Article:
    """Submits the text and moves it on as a worker would; gives the article as it then stands."""
    done = submit_text(
        text, title=title, url=url, published_on=DISCLOSED + dt.timedelta(days=9), submitted_by=user, **options
    )
    advance(done.article.pk)
    return Article.objects.get(pk=done.article.pk)


def best() -> int | None:
    return Figure.objects.get(metric="affected").best


def test_a_submitted_text_waits_and_moves_nothing(incident: Incident, tell: Tell, rita: User) -> None:
    tell(TRUE, url="https://post.example/1")
    events = Event.objects.count()
    article = hand_in(FALSE, rita)
    version = article.versions.get()
    assert (version.origin, version.standing, version.submitted_by) == (
        TextOrigin.SUBMITTED,
        TextStanding.WAITING,
        rita,
    )
    assert (article.state, article.origin, article.standing) == (ArticleState.DONE, "submitted", "waiting")
    coverage = article.coverage.get()
    assert coverage.state == CoverageState.SUGGESTED
    assert coverage.score >= 0.75  # what was fetched would be confirmed with it
    assert (Event.objects.count(), Claim.objects.count(), best()) == (events, 1, 1_200_000)
    reextract(Article.objects.all())
    advance(article.pk)
    assert article.coverage.get().state == CoverageState.SUGGESTED
    assert (Event.objects.count(), best()) == (events, 1_200_000)


def test_what_a_curator_confirms_counts_and_names_who_submitted_it(
    incident: Incident, rita: User, curator: User
) -> None:
    article = hand_in(TRUE, rita)
    confirm_coverage(article.coverage.get().pk, user=curator, note="I have seen the page.")
    assert best() == 1_200_000
    version = article.versions.get()
    assert (version.standing, version.judged_by, version.submitted_by) == (TextStanding.ACCEPTED, curator, rita)
    assert Evidence.objects.get().submitted
    assert set(Event.objects.filter(cause=article.source_key).values_list("actor", flat=True)) == {
        "mara (submission:rita)"
    }
    events = Event.objects.count()
    reextract(Article.objects.all())
    advance(article.pk)
    assert (best(), Event.objects.count()) == (1_200_000, events)
    assert article.versions.get().standing == TextStanding.ACCEPTED


def test_what_a_curator_rejects_leaves_nothing(incident: Incident, rita: User, curator: User) -> None:
    article = hand_in(FALSE, rita)
    events = Event.objects.count()
    reject_coverage(article.coverage.get().pk, user=curator, note="The page says nothing of this.")
    advance(article.pk)
    assert article.versions.get().standing == TextStanding.REFUSED
    assert not Coverage.objects.exclude(state=CoverageState.REJECTED).exists()
    assert (Event.objects.count(), Claim.objects.count(), Story.objects.count()) == (events, 0, 0)
    reextract(Article.objects.all())
    advance(article.pk)
    assert Event.objects.count() == events


def test_a_confirmation_taken_back_takes_all_back(incident: Incident, rita: User, curator: User) -> None:
    article = hand_in(TRUE, rita)
    coverage = article.coverage.get()
    confirm_coverage(coverage.pk, user=curator)
    reject_coverage(coverage.pk, user=curator, note="It was made up.")
    advance(article.pk)
    assert article.versions.get().standing == TextStanding.REFUSED
    assert not Evidence.objects.exists()
    assert Figure.objects.get().status == "unknown"


def test_a_text_that_fits_nothing_opens_a_candidate_only_once_accepted(rita: User, curator: User) -> None:
    article = hand_in(STRANGER, rita, title="Ashcombe Mutual hit by data breach")
    assert not Incident.objects.exists()
    accept_text(article.pk, number=1, user=curator, note="I know the writer.")
    advance(article.pk)
    candidate = Incident.objects.get()
    assert candidate.status == "candidate"
    opened = Event.objects.get(type=EventType.INCIDENT_CREATED)
    assert opened.actor == "submission:rita"
    assert follow_changes() == 0  # a submission is no person's change of an incident
    refuse_text(article.pk, user=curator, note="He made it up.")
    assert not Evidence.objects.exists()
    assert not article.coverage.exists()


def test_a_text_is_accepted_before_it_is_linked_by_hand(incident: Incident, rita: User, curator: User) -> None:
    article = hand_in(
        "Data of 1.5 million patients was stolen from the chain of clinics.", rita, title="Clinics hacked"
    )
    with pytest.raises(ValidationError, match="accept the text first"):
        link_coverage(article, incident, user=curator, note="It means Brightwater.")
    accept_text(article.pk, number=1, user=curator)
    link_coverage(article, incident, user=curator, note="It means Brightwater.")
    assert best() == 1_500_000


def test_no_other_text_is_put_before_a_curator_who_confirms(incident: Incident, rita: User, curator: User) -> None:
    seen = hand_in(TRUE, rita).coverage.get()
    article = hand_in(FALSE, rita)
    with pytest.raises(Coverage.DoesNotExist):
        confirm_coverage(seen.pk, user=curator, note="So it says.")
    with pytest.raises(ValidationError, match="now version 2"):
        accept_text(article.pk, number=1, user=curator, note="So it says.")
    assert not Claim.objects.exists()


def test_a_weak_reading_of_a_text_that_waits_is_not_judged(incident: Incident, rita: User, curator: User) -> None:
    article = hand_in(TRUE, rita)
    mention = Mention.objects.get()
    Mention.objects.update(needs_review=True)
    with pytest.raises(ValidationError, match="not confirmed"):
        judge_mention(mention.pk, incident.pk, Decision.PIN, reason="So it is.", user=curator)
    assert article.standing == TextStanding.WAITING


def test_an_account_corrects_its_own_text_while_it_waits(incident: Incident, rita: User) -> None:
    hand_in(FALSE, rita)
    article = hand_in(TRUE, rita)
    assert list(article.versions.values_list("standing", flat=True)) == ["refused", "waiting"]
    assert not Claim.objects.exists()


def test_a_text_of_another_account_is_not_changed(incident: Incident, rita: User, otto: User) -> None:
    article = hand_in(TRUE, rita)
    with pytest.raises(ForeignText, match="has a text already; yours"):
        hand_in(FALSE, otto)
    assert article.versions.get().submitted_by == rita
    assert hand_in(FALSE, otto, trusted=True).versions.count() == 2
    assert best() == 140_000_000


def test_a_text_that_a_curator_vouches_for_is_not_changed(incident: Incident, rita: User, curator: User) -> None:
    article = hand_in(TRUE, rita)
    confirm_coverage(article.coverage.get().pk, user=curator)
    with pytest.raises(ForeignText, match="a text that counts"):
        hand_in(FALSE, rita)
    assert best() == 1_200_000


def test_the_operators_text_is_not_changed(incident: Incident, tell: Tell, rita: User) -> None:
    tell(TRUE, url=URL)
    with pytest.raises(ForeignText, match="ask a curator"):
        hand_in(FALSE, rita)
    assert (best(), Article.objects.get().versions.get().origin) == (1_200_000, TextOrigin.IMPORTED)


def test_a_refused_text_does_not_keep_others_out(incident: Incident, rita: User, otto: User, curator: User) -> None:
    article = hand_in(FALSE, rita)
    refuse_text(article.pk, user=curator, note="No.")
    assert hand_in(TRUE, otto).versions.get(number=2).submitted_by == otto


def test_a_trusted_text_counts_and_its_events_name_the_account(incident: Incident, rita: User) -> None:
    article = hand_in(TRUE, rita, trusted=True)
    assert best() == 1_200_000
    assert article.versions.get().origin == TextOrigin.SUBMITTED
    assert Evidence.objects.get().submitted
    assert set(Event.objects.filter(cause=article.source_key).values_list("actor", flat=True)) == {"submission:rita"}


def test_the_same_text_from_who_is_trusted_counts(incident: Incident, rita: User, otto: User) -> None:
    hand_in(TRUE, rita)
    article = hand_in(TRUE, otto, trusted=True)
    assert (best(), article.versions.get().judged_by) == (1_200_000, otto)


def test_a_text_that_waits_joins_no_story_and_its_rejection_speaks_for_no_other(
    incident: Incident, tell: Tell, rita: User, curator: User
) -> None:
    copy = hand_in(TRUE, rita, url="https://elsewhere.example/copy")
    assert not Story.objects.exists()
    tell(TRUE, url=URL)
    reject_coverage(copy.coverage.get().pk, user=curator, note="No such page.")
    settled = Article.objects.get(url=URL)
    reextract(Article.objects.all())
    for article in Article.objects.all():
        advance(article.pk)
    assert settled.coverage.get().state == CoverageState.CONFIRMED
    assert best() == 1_200_000


@pytest.mark.parametrize("granted", ["nothing", "setting", "permission", "confirming"])
def test_who_is_trusted(rita: User, settings: Settings, granted: str) -> None:
    if granted == "setting":
        settings.TRUSTED_SUBMITTERS = frozenset({"rita"})
    if granted == "permission":
        rita.user_permissions.add(Permission.objects.get(codename="trusted_submitter"))
    account = User.objects.get(pk=rita.pk)
    assert is_trusted(account, may_confirm=granted == "confirming") is (granted != "nothing")


def test_a_superuser_is_not_trusted_for_being_one(db: None) -> None:
    chief = User.objects.create_superuser("chief")
    assert not is_trusted(chief, may_confirm=False)
