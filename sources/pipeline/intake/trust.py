"""Whose submitted texts count like fetched ones, and in whose name events that follow from a text are written."""

from typing import Any

from django.conf import settings

from incidents import ledger
from sources.models import ArticleVersion, TextOrigin

PERMISSION = "sources.trusted_submitter"
SUBMISSION = "submission:"  # begins the actor of an event; no account's name has a colon


def is_trusted(user: Any, *, may_confirm: bool) -> bool:
    """Whether the account's texts need no confirmation: it could confirm them itself now, with this token or session
    (`may_confirm`), TRUSTED_SUBMITTERS names it, or it was given the permission `sources.trusted_submitter`.

    A superuser has every permission without being given it, which does not count here: a superuser's token that may
    only submit is trusted only if the setting names its owner.
    """
    if may_confirm or user.get_username() in settings.TRUSTED_SUBMITTERS:
        return True
    return bool(user.is_active and not user.is_superuser and user.has_perm(PERMISSION))


def actor_of(version: ArticleVersion | None) -> ledger.Actor:
    """In whose name the system acts on what the version says: `submission:NAME` for a submitted text."""
    name = _submitter(version)
    return ledger.Actor(f"{SUBMISSION}{name}") if name else ledger.SYSTEM


def curator_on(version: ArticleVersion | None, user: Any) -> ledger.Actor:
    """The curator, who decides about what an account has submitted: `mara (submission:rita)`."""
    name = _submitter(version)
    return ledger.Actor(f"{user.get_username()} ({SUBMISSION}{name})", user) if name else ledger.Actor.of(user)


def _submitter(version: ArticleVersion | None) -> str:
    if version is None or version.origin != TextOrigin.SUBMITTED or version.submitted_by is None:
        return ""
    return version.submitted_by.get_username()
