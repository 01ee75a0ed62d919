"""How a request says who sends it, and which scope an operation needs, as the OpenAPI document has it."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from tracker.foundation.access.models import TokenScope

BEARER, SESSION = "bearer", "session"


def requirement(scope: TokenScope | None) -> list[dict[str, Any]]:
    """The ways to be let in, one of which will do; `{}` for nobody in particular, where anonymous reading is on."""
    nobody: list[dict[str, Any]] = [{}] if scope is TokenScope.READ and settings.ANONYMOUS_READ else []
    return [{BEARER: []}, {SESSION: []}, *nobody]


def sentence(scope: TokenScope | None) -> str:
    """Which scope the sender needs, for the operation's description; None for any."""
    if scope is None:
        return "Needs a token of any scope, or a session."
    if scope is TokenScope.READ and settings.ANONYMOUS_READ:
        return "Open to everybody; no token is needed."
    return f"Needs the scope `{scope.value}`."


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "tracker.foundation.rest.authentication.BearerAuthentication"
    name = BEARER

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            **build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Bearer"),  # noqa: S106
            "description": "A token made by `manage.py create_token`; never part of an address. Its scopes: "
            + "; ".join(f"`{scope.value}`: {scope.label}" for scope in TokenScope),
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "tracker.foundation.rest.authentication.SessionAuthentication"
    name = SESSION

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": (
                "The admin's session, which the browser sends by itself once you have logged in there with your second "
                "factor. Writes need Django's CSRF token as `X-CSRFToken`."
            ),
        }
