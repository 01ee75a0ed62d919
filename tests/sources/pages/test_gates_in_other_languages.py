"""A page for consent, a login, subscribers, an error or a check is no article in other languages either."""

import pytest

from sources.extraction.pages.no_article import KINDS, OPENING, why_no_article
from tests.sources.pages.foreign_gate_pages import ARTICLES, FIRST, LATER_GATES, MORE, SECOND
from tests.sources.pages.test_no_article import page, reason

GATES = [
    pytest.param(kind.partition(",")[0], words, id=f"{language} {kind}")
    for pages in (FIRST, SECOND)
    for language, kinds in pages.items()
    for kind, words in kinds.items()
]
READ = [
    pytest.param(words, id=f"{language} {at}") for language in ARTICLES for at, words in enumerate(ARTICLES[language])
]


@pytest.mark.parametrize(("kind", "words"), GATES)
def test_a_page_in_the_place_of_an_article_says_what_it_is(kind: str, words: str) -> None:
    title, *paragraphs = words.split("\n")
    assert why_no_article(title, "\n".join(paragraphs)) in KINDS.values()
    why = reason(page(*paragraphs, title=title))
    assert why == KINDS["captcha" if kind == "check" else kind]


@pytest.mark.parametrize("words", LATER_GATES)
def test_a_page_in_later_words_is_none_either(words: str) -> None:
    title, *paragraphs = words.split("\n")
    assert why_no_article(title, "\n".join(paragraphs)) in KINDS.values()


@pytest.mark.parametrize("language", MORE)
@pytest.mark.parametrize("at", range(3))
def test_an_opening_alone_is_no_article(language: str, at: int) -> None:
    title, opening, *_ = FIRST[language]["paywall, rest"].split("\n")
    assert why_no_article(title, f"{opening}\n{MORE[language][at]}") == OPENING
    assert why_no_article(title, opening) == "", "without that line it is a short article"


@pytest.mark.parametrize("words", READ)
def test_an_article_is_read_whatever_it_tells_of(words: str) -> None:
    title, *paragraphs = words.split("\n")
    assert why_no_article(title, "\n".join(paragraphs)) == ""
    assert reason(page(*paragraphs, title=title)) == ""
