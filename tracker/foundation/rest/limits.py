"""How much one request may ask for: what is above is refused, never cut off unseen.

| limit            | of what                                                    |
| ---------------- | ---------------------------------------------------------- |
| `MOST_WORDS`     | different words of one search                              |
| `LONGEST_WORD`   | characters of one of them                                  |
| `LONGEST_VALUE`  | characters of one query parameter, all its values together |
| `MOST_VALUES`    | values of a parameter that takes several                   |
| `LONGEST_NAME`   | characters of a parameter's name                           |
| `MOST_PARAMETERS` | parameters of one request                                 |
"""

from collections.abc import Iterable
from typing import Final

MOST_WORDS: Final = 8
LONGEST_WORD: Final = 60
LONGEST_VALUE: Final = 2_000
MOST_VALUES: Final = 100
LONGEST_NAME: Final = 100
MOST_PARAMETERS: Final = 100


class TooMuchAsked(ValueError):
    """A search has more or longer words than one query may look for; the message says what to do."""


def search_words(text: str) -> tuple[str, ...]:
    """The different words of a search, in order, whatever their case. Raises TooMuchAsked."""
    return bounded_words(text.split())


def bounded_words(words: Iterable[str]) -> tuple[str, ...]:
    """The different ones of these words, in order, whatever their case. Raises TooMuchAsked."""
    different: dict[str, str] = {}
    for word in words:
        different.setdefault(word.lower(), word)
    if len(different) > MOST_WORDS:
        raise TooMuchAsked(
            f"These are {len(different)} different words: search for at most {MOST_WORDS}, those that are rarest."
        )
    if any(len(word) > LONGEST_WORD for word in different.values()):
        raise TooMuchAsked(f"A word has more than {LONGEST_WORD} characters: search for its beginning.")
    return tuple(different.values())
