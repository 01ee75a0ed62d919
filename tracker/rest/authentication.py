"""Who sends a request, and what they may do."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tracker.access.models import ApiToken, Scope
from tracker.access.rights import effective_scopes, held_scopes
from tracker.access.tokens import InvalidToken, find_token, note_use


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
            token = find_token(secret.strip())
        except InvalidToken as error:
            raise exceptions.AuthenticationFailed(str(error)) from error
        note_use(token)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, with CSRF protection: for the browser of somebody who is logged in."""


def scopes_of(request: Request) -> frozenset[str]:
    """What the sender may do: what the account holds now, and of that no more than its token names."""
    user: User | AnonymousUser = request.user
    if isinstance(request.auth, ApiToken):
        return effective_scopes(request.auth.owner, request.auth.scopes)
    if not user.is_authenticated:
        return frozenset({Scope.READ.value}) if settings.ANONYMOUS_READ else frozenset()
    return held_scopes(user)


def may(request: Request, scope: Scope) -> bool:
    """Whether the sender has `scope`. Where anonymous reading is on, every sender may read."""
    return scope.value in scopes_of(request) or (scope is Scope.READ and settings.ANONYMOUS_READ)


class HasScope(BasePermission):
    """Asks the view which scope its action needs: `view.scope_needed()`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed: Scope | None = getattr(view, "scope_needed", lambda: Scope.CURATE)()
        if needed is None or may(request, needed):
            return True
        self.message = f"This needs the scope `{needed.value}`."
        return False


def actor_of(request: Request) -> Any:
    """The user who acts; None for an anonymous reader."""
    return request.user if request.user.is_authenticated else None
