"""The regulators of the table, as texts call them."""

from typing import Any

from incidents.models import Regulator
from sources.extraction.lexicon import load_lexicon
from sources.pipeline.record.regulator_words import Authorities

_known: list[tuple[list[dict[str, Any]], Authorities]] = []  # the last of this process


def known_authorities() -> Authorities:
    """All of them: one query. What follows from the rows is worked out anew only if they have changed."""
    rows: list[dict[str, Any]] = [dict(row) for row in Regulator.objects.values()]
    for seen, authorities in _known:
        if seen == rows:
            return authorities
    regulators = [Regulator.from_db(Regulator.objects.db, list(row), list(row.values())) for row in rows]
    found = Authorities(regulators, load_lexicon("en").scopes.countries)
    _known[:] = [(rows, found)]
    return found
