"""How articles come in: as an address to be fetched, or as a text.

A text that an account submits is that account's word, whatever address is given with it:

| under its address there is...                           | a submitted text                                        |
| ------------------------------------------------------- | ------------------------------------------------------- |
| nothing, or only what was refused, or a failed fetch     | is kept; it waits for a curator, unless it is trusted   |
| a text of the same account that waits                    | takes its place                                         |
| a text of another account, or one that a curator took    | is refused, unless it is trusted                        |
| a text of the operator, or a fetch under way             | is refused, unless it is trusted                        |
| a fetched text                                           | is refused                                              |

The operator's commands are trusted, and may add a version to any article. What is fetched later takes the place of all;
to have the page of a submitted text that counts fetched is for who is trusted, too.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from incidents import ledger
from sources.extraction.pages.addresses import UnusableUrl, canonical_url, host_of
from sources.extraction.pages.clean_page import CleanPage
from sources.extraction.pages.plain_text import one_line, tidy
from sources.extraction.pages.stories import content_hash
from sources.models import Article, ArticleState, ArticleVersion, CoverageState, Publisher, TextOrigin, TextStanding
from sources.pipeline.intake.fetch import Page
from sources.pipeline.intake.foreign import ForeignText, keep_what_counts, refuse_foreign
from sources.pipeline.intake.publication_days import take_day
from sources.pipeline.intake.publishing import (
    ForeignPublisher,
    known_publisher,
    publisher_named_by_account,
    publisher_of_page,
    same_site,
)
from sources.pipeline.intake.refused_texts import BLANK_TEXT, EmptyText, NoArticleText, refuse_no_article
from sources.pipeline.intake.trust import actor_of
from sources.pipeline.intake.versions import Provenance, add_version
from sources.pipeline.leases import afresh
from sources.pipeline.wakeups import wake
from tracker.foundation import http


@dataclass(frozen=True, slots=True)
class Submission:
    """`created`: the article is new; `changed`: there is new work to do on it."""

    article: Article
    created: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who submits something; the operator and feeds have no account. What a sender who is not `believed` says about a
    page is not kept: the page itself tells it."""

    account: Any
    believed: bool
    publisher: str = ""
    title: str = ""
    published_on: dt.date | None = None
    is_feed: bool = False

    @property
    def origin(self) -> TextOrigin:
        return TextOrigin.IMPORTED if self.account is None else TextOrigin.SUBMITTED


def submit_url(
    url: str,
    *,
    publisher: str = "",
    title: str = "",
    published_on: dt.date | None = None,
    submitted_by: Any = None,
    trusted: bool = False,
    again: bool = False,
    by_feed: bool = False,
) -> Submission:
    """The article at this address, to be fetched by a worker; a day given `by_feed` yields to that of the page. A known
    article stays as it is, unless
    - it failed, it only has a submitted text, or `again` asks for its page once more, or
    - an account sends the address of one that is done; the operator's text gives way only to a trusted one.

    Raises ForeignPublisher, ForeignText when an account that is not trusted asks for the page of a submitted text that
    counts, and UnusableUrl, also for an address that we would not go to.
    """
    address = canonical_url(url)
    if not again:
        _vet(address, by_a_person=submitted_by is not None)
    believed = submitted_by is None or trusted
    said = (title, published_on) if believed else ("", None)
    sender = _Sender(submitted_by, believed, publisher, *said, is_feed=by_feed)
    with transaction.atomic():
        article, created = _article_at(address, sender)
        if not created and not believed:
            article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
            keep_what_counts(article)
        retry = again or article.state == ArticleState.FAILED or _is_to_be_fetched(article, sender)
        if not created and retry:
            _set_going(article, ArticleState.QUEUED)
        if created or retry:
            wake(article.pk)
    return Submission(article, created, created or retry)


def submit_text(
    text: str,
    *,
    title: str = "",
    url: str = "",
    publisher: str = "",
    published_on: dt.date | None = None,
    submitted_by: Any = None,
    trusted: bool = False,
) -> Submission:
    """The article with this text, to be read by a worker; nothing is fetched. A text that is known under its address
    changes nothing, another text there is a new version if the sender may add one (see above); without an address the
    text itself is the identity. Without `submitted_by` it is the operator's.

    Raises UnusableUrl, EmptyText (of an account NoArticleText too), ForeignPublisher, ForeignText; nothing is stored.
    """
    clean, heading = tidy(text), one_line(title)[:500]
    if not clean:
        raise EmptyText(BLANK_TEXT)
    if submitted_by is not None:
        refuse_no_article(heading, clean)
    address = canonical_url(url) if url.strip() else f"urn:sha256:{content_hash(title=heading, text=clean)}"
    sender = _Sender(submitted_by, submitted_by is None or trusted, publisher, heading, published_on)
    with transaction.atomic():
        article, created = _article_at(address, sender)
        if not created:
            article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
            digest = content_hash(title=heading, text=clean)
            refuse_foreign(article, digest, account=submitted_by, believed=sender.believed)
        before = article.standing
        named = article.publisher if created else _publisher_named(sender, address)
        version = add_version(article, title=heading, text=clean, provenance=_provenance(sender, named))
        if version is not None:
            _note_sender(article, sender)
            if version.standing == TextStanding.WAITING:  # the suggestions a curator sees were made for another text
                article.coverage.filter(state=CoverageState.SUGGESTED).delete()
            take_up(article, version)
        elif article.standing != before:
            _set_going(article, ArticleState.FETCHED)
        changed = version is not None or article.standing != before
        if changed:
            wake(article.pk)
    return Submission(article, created, changed)


def take_page(article: Article, page: Page, found: CleanPage) -> ArticleVersion | None:
    """The new version made from the fetched page, if its text is new. The page is its publisher's word: what a
    submitter said of it is forgotten. Call it with the row locked."""
    heard = article.origin != TextOrigin.SUBMITTED or article.standing == TextStanding.ACCEPTED
    stood = article.published_on if heard else None
    article.etag, article.last_modified = page.etag, page.last_modified
    days = take_day(article, stood, found)
    article.publisher = publisher_of_page(article, page.url)
    article.save(update_fields=["etag", "last_modified", *days, "publisher", "updated_at"])
    elsewhere = "" if same_site(host_of(article.url), host_of(page.url)) else page.url
    return add_version(
        article,
        title=found.title or (article.title if heard else ""),
        text=found.text,
        language=found.language,
        provenance=Provenance(fetched_from=elsewhere),
    )


def take_up(article: Article, version: ArticleVersion) -> None:
    """Have the article, which has this new version, read anew, and note the change in the incidents that it covers.
    Call it with the article's row locked."""
    article.title = version.title
    article.save(update_fields=["title"])
    _set_going(article, ArticleState.FETCHED)
    if version.number > 1 and version.standing == TextStanding.ACCEPTED:
        summary = {
            "reference": article.reference,
            "url": article.url,
            "title": article.title,
            "versions": version.number,
        }
        actor = actor_of(version)
        for row in article.coverage.filter(state=CoverageState.CONFIRMED).order_by("incident_id"):
            ledger.note_article_changed(row.incident_id, article=summary, cause=article.source_key, actor=actor)


def _vet(address: str, *, by_a_person: bool) -> None:
    """Raise UnusableUrl when we would not go there, with the sentence that says why.

    The host of an address that a person gives is looked up as well (2 s at most). A feed or a file brings hundreds of
    addresses: for those, the fetch vets where they lead.
    """
    vet = http.check_target if by_a_person else http.check_url
    try:
        vet(address, http.policy_from(settings))
    except http.Refused as error:
        raise UnusableUrl(str(error)) from error


def _is_to_be_fetched(article: Article, sender: _Sender) -> bool:
    if article.origin == TextOrigin.SUBMITTED:  # once it was read: nobody keeps another's text from that
        return article.state in (ArticleState.DONE, ArticleState.FAILED)
    may_replace = sender.believed or article.origin != TextOrigin.IMPORTED  # what its page shows may be less
    return sender.account is not None and article.state == ArticleState.DONE and may_replace


def _provenance(sender: _Sender, named: Publisher | None) -> Provenance:
    claimed = one_line(sender.publisher)
    return Provenance(
        origin=sender.origin,
        standing=TextStanding.ACCEPTED if sender.believed else TextStanding.WAITING,
        submitted_by=sender.account,
        claimed_publisher="" if named is not None and named.name == claimed else claimed,
    )


def _note_sender(article: Article, sender: _Sender) -> None:
    """The text is not the page that was fetched, if one was; what is not known of the article is as its sender says."""
    article.etag = article.last_modified = ""
    article.published_on = article.published_on or sender.published_on
    article.submitted_by = sender.account or article.submitted_by
    article.save(update_fields=["etag", "last_modified", "published_on", "submitted_by"])


def _article_at(address: str, sender: _Sender) -> tuple[Article, bool]:
    article = Article.objects.select_related("publisher").filter(url=address).first()
    if article is not None:
        return article, False
    return Article.objects.select_related("publisher").get_or_create(
        url=address,
        defaults={
            "publisher": _publisher_named(sender, address),
            "title": one_line(sender.title)[:500],
            "published_on": sender.published_on,
            "day_from_feed": sender.is_feed and sender.published_on is not None,
            "next_attempt_at": timezone.now(),
            "submitted_by": sender.account,
        },
    )


def _publisher_named(sender: _Sender, address: str) -> Any:
    if sender.account is None:
        return known_publisher(sender.publisher, host_of(address))
    return publisher_named_by_account(sender.publisher, host_of(address), trusted=sender.believed)


def _set_going(article: Article, state: ArticleState) -> None:
    changed = {**afresh(state), "reworked": False}
    for name, value in changed.items():
        setattr(article, name, value)
    article.save(update_fields=[*changed, "updated_at"])


__all__ = [
    "BLANK_TEXT",
    "EmptyText",
    "ForeignPublisher",
    "ForeignText",
    "NoArticleText",
    "Submission",
    "UnusableUrl",
    "submit_text",
    "submit_url",
    "take_page",
    "take_up",
]
