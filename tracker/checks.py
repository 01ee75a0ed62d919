"""Checks of `manage.py check --deploy`: what may be on a desk, but not in production.

And of `manage.py migrate`, which runs before each start: whether the secrets in the database can be read.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from tracker.foundation.access.rotation import unreadable_columns


@register(Tags.security, deploy=True)
def outbound_requests_stay_outside(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """An error when requests to private addresses are allowed."""
    if not settings.ALLOW_PRIVATE_TARGETS:
        return []
    return [
        Error(
            "ALLOW_PRIVATE_TARGETS is on: a subscriber or a feed could make this server call its own network.",
            hint="Set ALLOW_PRIVATE_TARGETS=0; it is for development and tests only.",
            id="tracker.E001",
        )
    ]


@register(Tags.database, deploy=True)
def production_has_a_server_database(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning when the database is a SQLite file."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        checks.Warning(
            "The database is a SQLite file: every writer waits for every other, and one machine holds it.",
            hint="Set DATABASE_URL to a PostgreSQL address such as postgres://tracker:password@db:5432/tracker.",
            id="tracker.W001",
        )
    ]


@register(Tags.security, deploy=True)
def public_address_is_encrypted(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning when links and payloads would carry an unencrypted address."""
    if urlsplit(settings.PUBLIC_URL).scheme == "https":
        return []
    return [
        checks.Warning(
            "PUBLIC_URL is not https: tokens and sessions would travel in the clear.",
            hint="Set PUBLIC_URL to the https address that people use.",
            id="tracker.W002",
        )
    ]


@register(Tags.security, deploy=True)
def every_host_is_named(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """An error when any Host header is accepted."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS is *: links could be made to point to anybody's host.",
            hint="Name the hosts that this server is reached by.",
            id="tracker.E002",
        )
    ]


@register(Tags.database)
def stored_secrets_can_be_read(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """An error for each column whose secrets were encrypted with a key that is not here."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(f"{column} cannot be read.", hint=reason, id="tracker.E003") for column, reason in unreadable_columns()
    ]
