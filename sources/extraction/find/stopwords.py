"""Words with a capital that name no organisation: what a title or a sentence begins with, and where people live."""

from sources.extraction.lexicon.tables import load_phrases

_WORDS = load_phrases("titles").words
NO_NAME = _WORDS["no_name"]  # no name begins with these
ENDS_NO_NAME = NO_NAME - _WORDS["may_end"]
PLACES = frozenset(place.replace("-", " ") for place in _WORDS["places"])
