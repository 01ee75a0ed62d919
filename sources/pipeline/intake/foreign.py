"""Whose word the text of an article is: what an account may not change of it, nor have replaced by its page."""

from typing import Any

from sources.models import Article, ArticleState, TextOrigin, TextStanding

_COUNTS = (
    "This article has a text that counts, and keeps it: ask a curator to take another or to have its page fetched."
)
_FETCH_IT = "Send the address alone, and its page is fetched."


class ForeignText(ValueError):
    """The article is somebody else's word; the message says whose, and what to do."""


def keep_what_counts(article: Article) -> None:
    """Raise ForeignText when the article has a submitted text that counts, unless its page is fetched anyway. Call
    it with the row locked: a curator may accept the text meanwhile."""
    counts = article.origin == TextOrigin.SUBMITTED and article.standing == TextStanding.ACCEPTED
    if counts and article.state != ArticleState.QUEUED:
        raise ForeignText(_COUNTS)


def refuse_foreign(article: Article, digest: str, *, account: Any, believed: bool) -> None:
    """Raise ForeignText when the account may not add this text to the article, whose row is locked."""
    versions = list(article.versions.order_by("number"))
    if account is None or (versions and versions[-1].content_hash == digest):
        return
    if any(version.origin == TextOrigin.FETCHED for version in versions):
        raise ForeignText(
            f"The text of this article was fetched from its address; one handed in does not change it. {_FETCH_IT}"
        )
    if believed:
        return
    mine = account.pk
    pending = article.state == ArticleState.QUEUED and (not article.attempts or article.lease_until is not None)
    if pending and not versions and article.submitted_by_id != mine:
        raise ForeignText("The page at this address is about to be fetched. If that fails, send the text again.")
    if any(version.origin == TextOrigin.IMPORTED for version in versions):
        raise ForeignText("This article has a text already; ask a curator to take another.")
    standing = [version for version in versions if version.standing != TextStanding.REFUSED]
    if any(version.standing == TextStanding.ACCEPTED for version in standing):
        raise ForeignText(_COUNTS)
    if any(version.submitted_by_id != mine for version in standing):
        raise ForeignText(f"This article has a text already; yours does not change it. {_FETCH_IT}")
