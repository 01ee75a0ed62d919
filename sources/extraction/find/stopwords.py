"""Words with a capital that name no organisation: what a title or a sentence begins with, and where people live."""

from incidents.names import BEGIN_MANY
from sources.extraction.lexicon.tables import load_phrases

_WORDS = load_phrases("titles").words
NO_NAME = _WORDS["no_name"]  # no name begins with these
ENDS_NO_NAME = NO_NAME - _WORDS["may_end"]
PLACES = frozenset(place.replace("-", " ") for place in _WORDS["places"])
_SHORTEST_COINED = 4  # letters of the first word of a name that may stand for it


def is_coined(word: str) -> bool:
    """Whether the word, as compared, may stand for a longer name that begins with it."""
    return len(word) >= _SHORTEST_COINED and word not in NO_NAME | PLACES | BEGIN_MANY and not word.isdecimal()
