"""What a session without its second factor may do: nothing, but give it, set one up, or log out.

| the account                                           | the session                   | is                       |
| ----------------------------------------------------- | ----------------------------- | ------------------------ |
| has an authenticator                                  | gave no code                  | asked for one            |
| has none, and REQUIRE_SECOND_FACTOR asks it for one   | any                           | led to setting one up    |
| else                                                  | any                           | as before                |

A session that waits is anonymous for every view but the few pages of `site`: so whatever is added later is closed to it
from the start. A token of the REST interface is not a session; it is one factor by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tracker.foundation.access.authenticators import device_of

SESSION_KEY: Final = "second_factor"


class LoginStep(StrEnum):
    """What a session has to do first."""

    CODE = "code"
    SET_UP = "set up"


def waiting(request: Any) -> LoginStep | None:
    """What the session of this request has to do first; None when it may go on, or when nobody is logged in."""
    user = getattr(request, "session_user", request.user)
    if not user.is_authenticated:
        return None
    device = device_of(user)
    if device is not None:
        return None if request.session.get(SESSION_KEY) == device.mark else LoginStep.CODE
    return LoginStep.SET_UP if is_required(user) else None


def is_required(user: Any) -> bool:
    """Whether the account may not do without: it is staff, or may curate over REST with its session."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    return user.is_staff or user.is_superuser or user.has_perm("access.scope_curate")


def mark_passed(request: Any, mark: str) -> None:
    """From here on this session has given the second factor; its key is a new one."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = mark


class SecondFactorMiddleware:
    """Keeps the account at `request.session_user`, and gives `request.user` only when the session need not wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to `request`."""
        account: Any = request.user
        request.session_user = account  # type: ignore[attr-defined]

        def usable() -> Any:
            return AnonymousUser() if waiting(request) else account

        # Refused, and not left to Django's own, which gives the account to a session that has to wait.
        async def usable_later() -> Any:
            raise NotImplementedError("Views are synchronous here: they ask request.user.")

        guarded: Any = request
        guarded.user, guarded.auser = SimpleLazyObject(usable), usable_later
        return self.get_response(request)


def end_session(request: Any) -> None:
    """Log the session out, whatever it waits for."""
    request.user = request.session_user
    logout(request)
