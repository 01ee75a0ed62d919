"""What is fetched is the word of the host that it came from, whoever gave the address and whatever was said of it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from incidents import ledger
from incidents.models import Claim, Evidence, Figure, Incident
from incidents.vocabulary import IncidentKind, Role
from sources.models import Article, ArticleState, Feed, Publisher, TextOrigin, TextStanding
from sources.pipeline import (
    ForeignPublisher,
    ForeignText,
    accept_text,
    advance,
    poll,
    reject_coverage,
    submit_text,
    submit_url,
)
from sources.pipeline.intake.publishing import publisher_named_by_account
from tests.loopback import Loopback, answer, running_loopback

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
FALSE = "Brightwater said that data of 140 million patients was stolen from its clinics in April. Nobody says by whom."
DAY = dt.date(2025, 5, 14)  # in the past: no page is dated in the future

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as loopback:
        yield loopback


@pytest.fixture
def incident(db: None) -> Incident:
    draft = ledger.IncidentDraft(
        title="Brightwater patient data breach",
        kind=IncidentKind.CONFIDENTIALITY,
        disclosed_on=DAY - dt.timedelta(days=9),
        involvements=[ledger.InvolvementDraft(ledger.known_party("Brightwater Inc."), Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


@pytest.fixture
def rita(db: None) -> User:
    return User.objects.create_user("rita")


TITLED = "<title>Brightwater data breach</title>"


def page(text: str = TEXT * 4, *, head: str = TITLED, **headers: str) -> bytes:
    dated = '<meta property="article:published_time" content="2025-05-14T10:00:00Z">'
    body = f"<html><head>{head}{dated}</head><body><article><p>{text}</p></article></body></html>"
    return answer(body.encode(), Content_Type="text/html; charset=utf-8", **headers)


def gone_on(article: Article) -> Article:
    advance(article.pk)
    return Article.objects.select_related("publisher").get(pk=article.pk)


def best() -> int | None:
    return Figure.objects.get(metric="affected").best


def test_a_text_never_changes_a_fetched_article(server: Loopback, incident: Incident, rita: User) -> None:
    article = gone_on(submit_url(server.says("/a", page())).article)
    for trusted in (False, True):
        with pytest.raises(ForeignText, match="Send the address alone"):
            submit_text(FALSE, url=article.url, submitted_by=rita, trusted=trusted)
    assert (best(), article.versions.get().origin) == (1_200_000, TextOrigin.FETCHED)
    assert not submit_text(TEXT * 4, title="Brightwater data breach", url=article.url, submitted_by=rita).changed


def test_the_address_alone_has_the_page_fetched_anew(server: Loopback, incident: Incident, rita: User) -> None:
    article = gone_on(submit_url(server.says("/a", page())).article)
    server.says("/a", page(TEXT.replace("1.2", "1.4") * 4))
    assert submit_url(article.url, submitted_by=rita).changed
    assert gone_on(article).versions.count() == 2
    assert best() == 1_400_000


def test_the_operators_text_gives_way_to_the_page_only_for_who_is_trusted(server: Loopback, rita: User) -> None:
    url = server.says("/a", page())
    article = gone_on(submit_text(TEXT, url=url).article)
    assert not submit_url(url, submitted_by=rita).changed
    assert submit_url(url, submitted_by=rita, trusted=True).changed
    assert gone_on(article).origin == TextOrigin.FETCHED


def test_what_is_fetched_takes_the_place_of_what_was_submitted(
    server: Loopback, incident: Incident, rita: User
) -> None:
    url = server.says("/a", page())
    gone_on(
        submit_text(FALSE, title="140 million!", url=url, published_on=dt.date(2039, 1, 1), submitted_by=rita).article
    )
    assert not Claim.objects.exists()
    article = gone_on(submit_url(url).article)
    assert (article.origin, article.standing, article.title) == ("fetched", "accepted", "Brightwater data breach")
    assert article.published_on == DAY  # the submitter's day went with the submitter's text
    assert best() == 1_200_000
    assert not Evidence.objects.get().submitted


def test_a_submitted_text_that_counts_stays_whoever_sends_the_address(
    server: Loopback, incident: Incident, rita: User, curator: User
) -> None:
    url = server.says("/a", page())
    article = gone_on(submit_text(FALSE, title="Brightwater data breach", url=url, submitted_by=rita).article)
    accept_text(article.pk, number=1, user=curator)
    for state in (ArticleState.EXTRACTED, ArticleState.DONE, ArticleState.FAILED):
        Article.objects.update(state=state)
        with pytest.raises(ForeignText, match="counts, and keeps it: ask a curator"):
            submit_url(url, submitted_by=rita)
        assert Article.objects.get().state == state
    assert submit_url(url, submitted_by=rita, trusted=True).changed
    assert not submit_url(url, submitted_by=rita).changed  # its page is fetched anyway
    assert gone_on(article).origin == TextOrigin.FETCHED


def test_the_same_text_becomes_the_publishers_word_when_it_is_fetched(
    server: Loopback, incident: Incident, rita: User
) -> None:
    url = server.says("/a", page())
    gone_on(submit_text((TEXT * 4).strip(), title="Brightwater data breach", url=url, submitted_by=rita).article)
    article = gone_on(submit_url(url, submitted_by=rita).article)
    version = article.versions.get()
    assert (version.origin, version.standing, best()) == (TextOrigin.FETCHED, TextStanding.ACCEPTED, 1_200_000)


def test_what_was_rejected_of_a_submitted_text_is_not_held_against_the_page(
    server: Loopback, incident: Incident, rita: User, curator: User
) -> None:
    url = server.says("/a", page())
    article = gone_on(submit_text(FALSE, title="Brightwater data breach", url=url, submitted_by=rita).article)
    reject_coverage(article.coverage.get().pk, user=curator, note="The page says something else.")
    gone_on(article)
    gone_on(submit_url(url).article)
    assert best() == 1_200_000


def test_a_text_does_not_get_in_before_a_fetch(server: Loopback, incident: Incident, rita: User) -> None:
    article = submit_url(server.says("/a", page())).article
    with pytest.raises(ForeignText, match="about to be fetched"):
        submit_text(FALSE, url=article.url, submitted_by=rita)
    assert Article.objects.get().state == ArticleState.QUEUED


def test_a_page_tells_its_title_and_day_not_its_submitter(server: Loopback, incident: Incident, rita: User) -> None:
    url = server.says("/a", page(head=""))
    submitted = submit_url(
        url, title="Brightwater lost 140 million records", published_on=dt.date(2039, 1, 1), submitted_by=rita
    )
    article = gone_on(submitted.article)
    assert (article.title, article.published_on, best()) == ("", DAY, 1_200_000)


def test_a_page_that_redirects_to_another_site_is_that_sites(server: Loopback, incident: Incident) -> None:
    there = server.says("/there", page())
    elsewhere = there.replace("127.0.0.1", "localhost")
    here = server.says("/here", answer(status="302 Found", Location=elsewhere))
    Publisher.objects.create(name="The Gazette", host="127.0.0.1")
    article = gone_on(submit_url(here).article)
    assert article.publisher is not None
    assert (article.publisher.name, article.versions.get().fetched_from) == ("localhost", elsewhere)
    assert (Evidence.objects.get().publisher, Evidence.objects.get().url) == ("localhost", elsewhere)
    server.says("/here", page(TEXT.replace("1.2", "1.4") * 4))  # and no longer
    submit_url(here, again=True)
    article = gone_on(article)
    assert article.publisher is not None
    assert (article.publisher.name, article.versions.get(number=2).fetched_from) == ("The Gazette", "")


def test_a_page_that_names_another_as_its_own_address_does_not_become_it(server: Loopback, incident: Incident) -> None:
    theirs = submit_text(TEXT, url="https://gazette.example/1", title="Brightwater data breach").article
    canonical = '<link rel="canonical" href="https://gazette.example/1">'
    article = gone_on(submit_url(server.says("/a", page(head=TITLED + canonical))).article)
    assert article.pk != theirs.pk
    assert (article.publisher and article.publisher.host, theirs.versions.count()) == ("127.0.0.1", 1)


def test_a_feed_speaks_for_its_own_site_only(server: Loopback) -> None:
    item = "<item><link>{}</link><title>140 million!</title><pubDate>Wed, 14 May 2025 10:00:00 GMT</pubDate></item>"
    own = server.says("/own", page())
    links = (own, "https://gazette.example/1", "https://northwind.example/1")
    body = "<rss version='2.0'><channel><title>F</title>" + "".join(map(item.format, links)) + "</channel></rss>"
    url = server.says("/feed", answer(body.encode(), Content_Type="application/rss+xml"))
    gazette = Publisher.objects.create(name="The Gazette", host="gazette.example")
    feed = Feed.objects.create(
        publisher=Publisher.objects.create(name="Northwind", host="127.0.0.1"), url=url, next_poll_at=timezone.now()
    )
    poll(feed.pk)
    answers = {
        row.url: (row.publisher and row.publisher.name, row.title, row.published_on)
        for row in Article.objects.select_related("publisher")
    }
    assert answers == {
        own: ("Northwind", "140 million!", DAY),
        links[1]: (gazette.name, "", None),
        links[2]: ("northwind.example", "", None),
    }


def test_a_text_handed_in_does_not_keep_a_feed_from_the_page(server: Loopback, incident: Incident, rita: User) -> None:
    url = server.says("/a", page())
    gone_on(submit_text(FALSE, url=url, title="Brightwater data breach", submitted_by=rita).article)
    body = f"<rss version='2.0'><channel><title>F</title><item><link>{url}</link></item></channel></rss>"
    feed = Feed.objects.create(
        publisher=Publisher.objects.create(name="The Gazette", host="127.0.0.1"),
        url=server.says("/feed", answer(body.encode(), Content_Type="application/rss+xml")),
        next_poll_at=timezone.now(),
    )
    poll(feed.pk)
    assert gone_on(Article.objects.get()).origin == TextOrigin.FETCHED
    assert best() == 1_200_000


def test_the_host_says_who_publishes() -> None:
    times = Publisher.objects.create(name="The Times", host="times.example")
    for trusted in (False, True):
        with pytest.raises(ForeignPublisher, match=r"publishes at times\.example"):
            publisher_named_by_account("the times", "evil.example", trusted=trusted)
        assert publisher_named_by_account("Evil", "times.example", trusted=trusted) == times
        assert publisher_named_by_account("The Times", "amp.times.example", trusted=trusted) is not None
    named = {
        trusted: publisher_named_by_account("Northwind", f"{trusted}.example", trusted=trusted)
        for trusted in (False, True)
    }
    assert [str(named[trusted]) for trusted in (False, True)] == ["False.example", "Northwind"]
    assert publisher_named_by_account("The Times", "", trusted=False) is None
    assert Publisher.objects.filter(host="times.example").count() == 1


def test_whom_the_submitter_names_is_kept_as_words(incident: Incident, rita: User) -> None:
    article = submit_text(TEXT, publisher="The Times", submitted_by=rita).article
    assert (article.publisher, article.versions.get().claimed_publisher) == (None, "The Times")
