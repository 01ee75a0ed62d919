"""Which language a text is in, by its commonest words."""

import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib import resources

from sources.extraction.lexicon import SUPPORTED, load_lexicon

UNKNOWN = "und"
_SAMPLE_CHARACTERS = 2000
_LEAST_SHARE = 0.08  # of a text's words are common ones, in any language
_LEAST_WORDS = 12  # below this nothing can be said, and the first supported language is assumed
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _common_words() -> dict[str, frozenset[str]]:
    others = tomllib.loads(
        resources.files("sources.extraction.lexicon").joinpath("others/words.toml").read_text("utf-8")
    )
    words = {language: frozenset(listed.split()) for language, listed in others["languages"].items()}
    return words | {language: load_lexicon(language).common_words for language in SUPPORTED}


def warm_up() -> None:
    """Load and compile every lexicon."""
    _common_words()


def detect_language(title: str, text: str) -> str:
    """The ISO 639-1 code of the language with most of its common words in the text, or "und"."""
    title = title[:_SAMPLE_CHARACTERS]
    words = _WORD.findall(f"{title}\n{text[:_SAMPLE_CHARACTERS]}".lower())
    if len(words) < _LEAST_WORDS:
        return SUPPORTED[0] if (title.isascii() and text.isascii()) or not words else _by_script(words)
    counts = Counter(words)
    hits = {
        language: sum(counts[word] for word in counts.keys() & common) for language, common in _common_words().items()
    }
    best = max(hits, key=lambda language: (hits[language], language in SUPPORTED))
    if hits[best] < len(words) * _LEAST_SHARE:
        return _by_script(words)
    return best


def _by_script(words: list[str]) -> str:
    """The language of a text without common words, by its script: lists and headlines in Latin letters are read."""
    letters = "".join(words)
    latin = sum(character < "\u0250" for character in letters)
    return SUPPORTED[0] if latin * 10 >= len(letters) * 9 else UNKNOWN
