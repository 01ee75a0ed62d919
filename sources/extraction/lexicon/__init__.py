"""The words of each supported language: a folder of TOML files a language, compiled once. No other module of extraction
has words that decide anything (tests/test_lexicon_words.py).

A word more is an entry of a file; a pattern more is an entry, and a field of the class for its question
(word_fields.py). A second supported language is a folder beside `en` with the same files; what cannot be said in words
and patterns (which side a hedge stands on, how nouns follow numbers) is a rule of the module that reads it. One that is
read for review has six small files (review_words.py, docs/languages.md).
"""

from sources.extraction.lexicon.review_words import ReviewLexicon, load_review_lexicon
from sources.extraction.lexicon.tables import FOR_REVIEW, SUPPORTED, language_to_read_in
from sources.extraction.lexicon.words import Lexicon, load_lexicon

__all__ = [
    "FOR_REVIEW",
    "SUPPORTED",
    "Lexicon",
    "ReviewLexicon",
    "language_to_read_in",
    "load_lexicon",
    "load_review_lexicon",
]
