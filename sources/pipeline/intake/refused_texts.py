"""Why a text that is handed in is not taken."""

from sources.extraction.pages.no_article import why_no_article

BLANK_TEXT = "The text has no words: give them, or leave it out and give an address, whose page is fetched."


class EmptyText(ValueError):
    """There is no text to read; the message says so."""


class NoArticleText(EmptyText):
    """The text is that of a page for consent, a login, subscribers or an error; the message says which."""


def refuse_no_article(title: str, text: str) -> None:
    """Raise NoArticleText for a text by which a fetched page would be refused."""
    if reason := why_no_article(title, text):
        raise NoArticleText(f"This is no article: {reason}. Send the article's own text, or its address alone.")
