"""Who sends a request, and what they may do."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, User
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tracker.foundation.access.bad_tokens import TooManyBadTokens, token_of
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.rights import effective_scopes, held_scopes
from tracker.foundation.access.second_factor import waiting
from tracker.foundation.access.tokens import InvalidToken, note_use
from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Problem


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's owner and the token; None when the request brings no Authorization header."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise exceptions.AuthenticationFailed("Send the token as `Authorization: Bearer <token>`.")
        try:
            token = token_of(request, secret.strip())
        except InvalidToken as error:
            raise exceptions.AuthenticationFailed(str(error)) from error
        except TooManyBadTokens as error:
            wait = {"Retry-After": str(error.wait_seconds)}
            raise Problem(problems.TOO_MANY_REQUESTS, str(error), headers=wait) from error
        note_use(token)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, with CSRF protection: for the browser of somebody who is logged in."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The account and nothing; None without a session. Refuses one that still waits for its second factor."""
        inner = request._request
        if getattr(inner, "session_user", None) is not None and waiting(inner):
            raise Problem(
                problems.SECOND_FACTOR_NEEDED, "The session has not given its second factor: do it in the admin."
            )
        return super().authenticate(request)


def recognise_again(request: Any) -> None:
    """Look anew at who sends a request that lasted for a while, and at what they may do by now. Raises
    AuthenticationFailed for a token that works no more; a session that ended is nobody."""
    inner = request._request
    account = getattr(inner, "session_user", None)
    if account is not None and account.is_authenticated:
        stands = inner.session.exists(inner.session.session_key)
        inner.session_user = inner.user = get_user(inner) if stands else AnonymousUser()
    request._authenticate()


def scopes_of(request: Request) -> frozenset[str]:
    """What the sender may do: what the account holds now, and of that no more than its token names."""
    user: User | AnonymousUser = request.user
    if isinstance(request.auth, ApiToken):
        return effective_scopes(request.auth.owner, request.auth.scopes)
    if not user.is_authenticated:
        return frozenset({TokenScope.READ.value}) if settings.ANONYMOUS_READ else frozenset()
    return held_scopes(user)


def may(request: Request, scope: TokenScope) -> bool:
    """Whether the sender has `scope`. Where anonymous reading is on, every sender may read."""
    return scope.value in scopes_of(request) or (scope is TokenScope.READ and settings.ANONYMOUS_READ)


class HasScope(BasePermission):
    """Asks the view which scope its action needs: `view.scope_needed()`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed: TokenScope | None = getattr(view, "scope_needed", lambda: TokenScope.CURATE)()
        if needed is None or may(request, needed):
            return True
        self.message = f"This needs the scope `{needed.value}`."
        return False


class Known(BasePermission):
    """Lets in whoever brings a token or a session, whatever they may do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated)


def actor_of(request: Request) -> Any:
    """The user who acts; None for an anonymous reader."""
    return request.user if request.user.is_authenticated else None
