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
_ACCENTED = 0.05  # of a text's words, for it to be in another language than English
_ADDRESS = re.compile(r"(?<!\w)\w{1,12}://\S+")
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
    sample = _ADDRESS.sub(" ", f"{title[:_SAMPLE_CHARACTERS]}\n{text[:_SAMPLE_CHARACTERS]}")
    written = _WORD.findall(sample)
    counts = Counter(word.lower() for word in written)
    hits = {
        language: sum(counts[word] for word in counts.keys() & common) for language, common in _common_words().items()
    }
    # In English only names have letters beyond ASCII, but for a quotation.
    accented = sum(word[0].islower() and not word.isascii() for word in written)
    english = hits[SUPPORTED[0]]
    if len(written) < _LEAST_WORDS:
        return _by_script(written, strange=accented > 0 and not english)
    strange = accented >= max(2, len(written) * _ACCENTED) and accented * 2 > english
    if strange:
        hits = {language: found for language, found in hits.items() if language not in SUPPORTED}
    best = max(hits, key=lambda language: (hits[language], language in SUPPORTED))
    if hits[best] < len(written) * _LEAST_SHARE:
        return _by_script(written, strange=strange)
    return best


def _by_script(words: list[str], *, strange: bool) -> str:
    """The language of a text without common words, by its script: lists and headlines in Latin letters are read."""
    letters = "".join(words)
    latin = sum(character < "\u0250" for character in letters)
    return SUPPORTED[0] if latin * 10 >= len(letters) * 9 and not strange else UNKNOWN
