"""The regulators of the table, as texts call them."""

from incidents.models import Regulator
from sources.extraction.lexicon import load_lexicon
from sources.pipeline.record.regulator_words import Authorities


def known_authorities() -> Authorities:
    """All of them: one query."""
    return Authorities(Regulator.objects.all(), load_lexicon("en").scopes.countries)
