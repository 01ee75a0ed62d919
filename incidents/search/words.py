"""What is typed into a search, and how it is compared: folded words, one after the other.

| typed                  | finds                                                                                  |
| ---------------------- | -------------------------------------------------------------------------------------- |
| `harbour breach`       | both words, in any order and any case, with accents or without                         |
| `harb`                 | every word that begins so; from two letters on                                         |
| `"harbour breach"`     | these words in this order, whole                                                       |
| `D.T.`, `&`, `Dept.`   | as names are compared (`incidents.names`)                                              |
"""

import re
from dataclasses import dataclass
from typing import Final

from incidents.names import name_key, normalise_name
from tracker.foundation.rest.limits import bounded_words

SHORTEST_BEGINNING: Final = 2  # letters; one letter is looked for as a whole word
SHORTEST_NEAR: Final = 4  # letters; of three, most are near to one another
NEAR: Final = 0.5  # part of a word's trigrams that a name has, from which on the two are nearly alike
_TYPED = re.compile(r'"([^"]*)"|(\S+)')
# Written without blanks between words: each sign is a word, so that a part of a name is found.
UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED_SIGN = re.compile(f"([{UNSPACED}])")


@dataclass(frozen=True, slots=True)
class SearchWord:
    """One word or phrase that was typed, in each of the spellings by which it may be kept.

    `whole`: as it stands, else its last word may go on. Without a spelling it is signs alone, which no text is
    searched for.
    """

    typed: str
    spellings: tuple[tuple[str, ...], ...]
    whole: bool

    @property
    def near_to(self) -> str:
        """What names may be nearly spelt like; empty for what is too short, or was typed in quotes."""
        longest = max((word for spelling in self.spellings for word in spelling), key=len, default="")
        return longest if not self.whole and len(longest) >= SHORTEST_NEAR else ""


def folded(text: str) -> str:
    """The words as they are kept and compared, with single spaces between them."""
    words = normalise_name(text).replace("_", " ")
    if not words.isascii():
        words = _UNSPACED_SIGN.sub(r" \1 ", words)
    return " ".join(words.split())


def typed_words(text: str) -> tuple[SearchWord, ...]:
    """The different words and phrases of a search; "and" and `&` only where there is nothing else. Raises
    TooMuchAsked."""
    bounded_words(text.replace('"', " ").split())
    found: dict[tuple[tuple[str, ...], ...] | str, SearchWord] = {}
    for quoted, bare in _TYPED.findall(text.replace("\0", " ")):
        typed = quoted or bare.strip('"')
        if typed.strip():
            word = _word(typed, in_quotes=bool(quoted))
            found.setdefault(word.spellings or typed, word)
    said = tuple(word for word in found.values() if word.spellings)
    telling = tuple(word for word in said if word.spellings != (("and",),) and word.typed != "&")
    return telling or said or tuple(found.values())


def _word(typed: str, *, in_quotes: bool) -> SearchWord:
    spellings = dict.fromkeys((*folded(typed).split(),) for typed in (typed, name_key(typed)))
    kept = tuple(spelling for spelling in spellings if spelling)
    short = all(len(spelling[-1]) < SHORTEST_BEGINNING and spelling[-1].isascii() for spelling in kept)
    return SearchWord(typed, kept, whole=in_quotes or short)


def trigrams(word: str) -> frozenset[str]:
    """Its runs of three signs, two blanks before it and one behind, as `pg_trgm` cuts them."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def similarity(word: str, names: str) -> float:
    """The part of the word's trigrams that the nearest word of the names has, 0 to 1; of folded words."""
    wanted = trigrams(word)
    return max((len(wanted & trigrams(name)) for name in set(names.split())), default=0) / len(wanted)
