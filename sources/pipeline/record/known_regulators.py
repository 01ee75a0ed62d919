"""The regulators of the table, as texts call them."""

from typing import Any

from incidents.models import Regulator
from sources.extraction.lexicon import load_lexicon
from sources.pipeline.record.regulator_words import Authorities

_known: tuple[list[dict[str, Any]], Authorities] | None = None


def known_authorities() -> Authorities:
    """All of them: one query. What follows from the rows is worked out anew only if they have changed."""
    global _known  # noqa: PLW0603 - the last of this process
    rows = list(Regulator.objects.values())
    if _known is None or _known[0] != rows:
        regulators = [Regulator.from_db(Regulator.objects.db, list(row), list(row.values())) for row in rows]
        _known = rows, Authorities(regulators, load_lexicon("en").scopes.countries)
    return _known[1]
