"""Issuing, recognising and taking back API tokens.

A token reads `pit_` + 43 characters (256 random bits). It is told once, when it is issued; the database holds its
SHA-256 and its first twelve characters.
"""

import datetime as dt
import hashlib
import logging
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from tracker.foundation.access.models import ApiToken, validate_scopes
from tracker.foundation.access.rights import check_held

MARK = "pit_"
PREFIX_LENGTH = 12
NOTE_USE_EVERY = dt.timedelta(minutes=1)

logger = logging.getLogger(__name__)


class InvalidToken(Exception):
    """The token cannot be used; the message says why and may be shown to its bearer.

    `for_good` is False when it may be usable again: its owner was switched off.
    """

    def __init__(self, message: str, *, for_good: bool = True) -> None:
        self.for_good = for_good
        super().__init__(message)


class TokenOver(Exception):
    """The token works no more, so that it can be given no new secret and issues nothing."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """`secret` is the bearer token itself: show it once, keep it nowhere."""

    token: ApiToken
    secret: str


def digest(secret: str) -> str:
    """64 hex digits: the SHA-256 of the token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_name(name: str) -> None:
    """Raise ValidationError for a name of which nothing is drawn, or that has a control character, such as a line's
    end."""
    kinds = [unicodedata.category(sign) for sign in name]
    if "Cc" in kinds or all(kind[0] in "ZC" for kind in kinds):
        raise ValidationError({"name": "Write it on one line, with letters, digits or signs that can be seen."})


def create_token(
    *,
    owner: User,
    name: str,
    scopes: Iterable[str],
    expires_at: dt.datetime | None = None,
    issued_by: ApiToken | None = None,
) -> IssuedToken:
    """The new row and its secret; `issued_by` is the token that asked for it, None for a person.

    Raises ValidationError for a name that cannot be read, for no scope, an unknown one, or one that the owner lacks;
    TokenOver when `issued_by` was revoked meanwhile.
    """
    check_name(name)
    chosen = list(scopes)
    validate_scopes(chosen)
    check_held(owner, chosen)
    secret = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        if issued_by is not None:
            _hold(issued_by)
        token = ApiToken.objects.create(
            owner=owner,
            name=name,
            prefix=secret[:PREFIX_LENGTH],
            digest=digest(secret),
            scopes=[str(scope) for scope in chosen],
            expires_at=expires_at,
            issued_by=issued_by,
        )
    return IssuedToken(token=token, secret=secret)


def _hold(issuer: ApiToken) -> None:
    """Lock the issuer for this transaction, so that who revokes it meanwhile waits and finds the token as well. Raises
    TokenOver when it is revoked already."""
    living = ApiToken.objects.select_for_update(no_key=True).filter(pk=issuer.pk, revoked_at__isnull=True)
    if living.first() is None:
        raise TokenOver("The token that asks was revoked just now: it issues nothing.")


def find_token(secret: str) -> ApiToken:
    """The token with its owner loaded. Raises InvalidToken when it is unknown, expired, revoked or orphaned."""
    token = ApiToken.objects.select_related("owner").filter(digest=digest(secret)).first()
    if token is None:
        raise InvalidToken("The token is not known here.")
    if token.revoked_at is not None:
        raise InvalidToken("The token was revoked.")
    if token.expires_at is not None and token.expires_at <= timezone.now():
        raise InvalidToken(f"The token expired at {token.expires_at:%Y-%m-%d %H:%M} UTC.")
    if not token.owner.is_active:
        raise InvalidToken("The token's owner is not active.", for_good=False)
    return token


def note_use(token: ApiToken) -> None:
    """Writes `last_used_at`, at most once a minute. A database that is busy loses the note, not the request."""
    now = timezone.now()
    stale = now - NOTE_USE_EVERY
    if token.last_used_at is not None and token.last_used_at > stale:
        return
    try:
        ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale), pk=token.pk).update(
            last_used_at=now
        )
    except DatabaseError as error:
        logger.warning("last use of token %s not noted: %s", token.prefix, error)


def issued_by(token: ApiToken) -> list[int]:
    """The keys of the token, of all that it issued, and of all that those issued."""
    found = layer = [token.pk]
    while layer := list(ApiToken.objects.filter(issued_by__in=layer).values_list("pk", flat=True)):
        found = [*found, *layer]
    return found


def revoke_token(token: ApiToken) -> bool:
    """True when it was revoked now, False when it had been before. What it issued is revoked with it."""
    with transaction.atomic():
        standing = ApiToken.objects.filter(revoked_at__isnull=True)
        changed = standing.filter(pk=token.pk).update(revoked_at=timezone.now())
        while standing.filter(pk__in=issued_by(token)).update(revoked_at=timezone.now()):
            pass  # once more: what one of them issued while it was waited for goes as well
    return changed == 1


def rotate_token(token: ApiToken) -> IssuedToken:
    """The token with a new secret; the old one is refused from now on. Raises TokenOver."""
    secret = MARK + secrets.token_urlsafe(32)
    living = ApiToken.objects.filter(pk=token.pk, digest=token.digest, revoked_at__isnull=True)
    if token.expires_at is not None and token.expires_at <= timezone.now():
        living = living.none()
    if not living.update(digest=digest(secret), prefix=secret[:PREFIX_LENGTH], last_used_at=None):
        raise TokenOver("The token is revoked, expired or was given another secret just now: issue a new one.")
    token.refresh_from_db()
    return IssuedToken(token=token, secret=secret)
