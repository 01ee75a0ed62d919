"""System checks of search, which `manage.py migrate` and `check --database default` run."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connections

from incidents.search import postgres
from incidents.search.searched_columns import PARTY
from incidents.search.upkeep import is_set_up


@register(Tags.database)
def names_nearly_spelt_alike_are_found(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """A warning where PostgreSQL lacks `pg_trgm`."""
    lacking = [
        alias
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        and is_set_up(connections[alias], PARTY)
        and not postgres.has_trigrams(connections[alias])
    ]
    return [
        checks.Warning(
            f"The database `{alias}` has no pg_trgm: a search finds no names that are nearly spelt alike.",
            hint="Have its owner run CREATE EXTENSION pg_trgm (on Debian it comes with the server), then migrate.",
            id="incidents.W001",
        )
        for alias in lacking
    ]
