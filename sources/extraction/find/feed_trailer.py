"""The sentence that feeds put behind a text to lead to its page: it repeats the title, and tells nothing of its own."""

from dataclasses import replace
from typing import Final

from sources.extraction.article import ArticleText
from sources.extraction.lexicon.tables import load_phrases

_SAME_LETTERS: Final = 24  # of the title and of what is repeated, by which they are one
_LONGEST: Final = 600  # characters of such a sentence
_TRAILER: Final = load_phrases("titles").patterns["trailer"]


def without_trailer(article: ArticleText) -> ArticleText:
    """The article with its text cut before the sentence, so that offsets stay as they are; the article itself where the
    text is nothing else."""
    begin = max(0, len(article.text) - _LONGEST)
    found = _TRAILER.search(article.text, begin)
    if found is None or not article.text[: found.start()].strip():
        return article
    repeated, title = (_letters(words)[:_SAME_LETTERS] for words in (found["title"], article.title))
    same = bool(title) and (repeated == title or title.startswith(repeated) or repeated.startswith(title))
    return replace(article, text=article.text[: found.start()].rstrip()) if same else article


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
