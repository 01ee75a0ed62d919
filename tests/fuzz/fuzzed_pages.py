"""Random pages: HTML, plain text and PDF in many charsets, from what the tests have."""

import contextlib
import random
from functools import cache

from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.extraction.pages.plain_text import MAX_TEXT, tidy
from sources.extraction.pages.stories import shingles
from tests.adversarial import KINDS as TEXTS
from tests.fuzz.fuzzed_input import FuzzedInput, plain_answer, require
from tests.fuzz.mutating import mutated
from tests.sources.pages.hostile_pages import KINDS as PAGES
from tests.sources.pages.pdf_files import lines, pdf, row
from tracker.foundation import unwanted_characters

URL = "https://gazette.example/news/1"
_CHARSETS = ("utf-8", "utf-16", "windows-1252", "iso-8859-1", "shift_jis", "koi8-r", "x-unknown", "utf-7", "")
_WORDS = (
    "Norbank|said|on|Monday|that|the|data|of|45,000|customers|had|been|copied|“we|are|sorry”|–|café|Łódź|個人情報|regulator"
    "|fined|it|€4.5m|in|2031|.|,|87 million<sup>1</sup>|10<sup>6</sup>|&nbsp;|&amp;amp;|<b>bold</b>|<a href=/x>more</a>"
).split("|")
_BLOCKS = ("p", "p", "p", "h2", "li", "td", "div", "blockquote", "figcaption", "dd", "aside", "section", "pre", "span")


def make_page(draw: random.Random) -> FuzzedInput:
    """One page, its Content-Type with it."""
    body, kind = draw.choice((_article, _article, _article, _hostile, _plain, _pdf))(draw)
    return FuzzedInput("pages", mutated(body, draw), kind)


def drive_page(given: FuzzedInput) -> None:
    """Clean it. Raises whatever is no UnreadablePage, and AssertionError for what could not be stored."""
    with contextlib.suppress(UnreadablePage):
        found = plain_answer(clean(given.body, url=URL, content_type=given.about))
        for words in (found.title, found.text, found.publisher):
            require(not unwanted_characters.control_in(words), "a control character")
            require(tidy(words) == words, "not tidy")
        require(0 < len(found.text) <= MAX_TEXT, "no text, or too much")
        require("\n" not in found.title, "a title of several lines")
        shingles(found.text)


def grown_page(given: FuzzedInput, copies: int) -> FuzzedInput:
    """The page again and again: a parser goes on after `</html>`. Of a PDF the first counts, so it stays as it is."""
    return FuzzedInput("pages", given.body * copies, given.about)


def _article(draw: random.Random) -> tuple[bytes, str]:
    charset = draw.choice(_CHARSETS)
    said = draw.choice(
        ("", f'<meta charset="{charset}">', f'<meta http-equiv=Content-Type content="text/html; charset={charset}">')
    )
    blocks = "".join(_block(draw) for _ in range(draw.randint(1, 30)))
    head = f"<title>{_prose(draw, 6)}</title><meta property='article:published_time' content='{_day(draw)}'>"
    html = f"<!doctype html><html lang={draw.choice(('en', 'de', 'x', ''))}><head>{said}{head}</head><body>{blocks}</body></html>"
    try:
        body = html.encode(charset or "utf-8", "replace")
    except LookupError:
        body = html.encode()
    header = draw.choice(
        ("text/html", f"text/html; charset={charset}", "application/xhtml+xml", "", 'text/html; charset="', "text")
    )
    return body, header


def _block(draw: random.Random) -> str:
    name = draw.choice(_BLOCKS)
    words = _prose(draw, draw.choice((3, 15, 60)))
    if name == "td":
        cells = "".join(
            f"<td rowspan={draw.choice((0, 1, 3, 9999))}>{_prose(draw, 2)}" for _ in range(draw.randint(1, 6))
        )
        return f"<table><tr>{cells}</tr><tr><td>{words}</table>"
    if name == "dd":
        return f"<dl><dt>{words}<dd>{words}</dl>"
    return f"<{name} class={draw.choice(('article-body', 'nav', 'comment', 'x'))}>{words}</{draw.choice((name, name, 'b'))}>"


def _prose(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(_WORDS, k=words))


def _day(draw: random.Random) -> str:
    return draw.choice(
        ("2031-05-04", "2041-01-01", "0000-00-00", "4 May", "99999-1-1", "2031-05-04T25:61:00+99:00", "")
    )


def _hostile(draw: random.Random) -> tuple[bytes, str]:
    return PAGES[draw.choice(_names(pages=True))](draw.choice((100, 1_000, 6_000))), "text/html"


def _plain(draw: random.Random) -> tuple[bytes, str]:
    text = TEXTS[draw.choice(_names(pages=False))](draw.choice((50, 500, 3_000)))
    charset = draw.choice(("utf-8", "utf-16", "cp1252"))
    kind = draw.choice(("text/plain", f"text/plain; charset={charset}", "text/markdown", ""))
    return text.encode(charset, "replace"), kind


def _pdf(draw: random.Random) -> tuple[bytes, str]:
    words = [" ".join(w for w in draw.choices(_WORDS, k=9) if w.isascii()) for _ in range(draw.randint(1, 12))]
    pages = [
        [*lines(*words), *row(300, "Norbank", "45,000"), (60, 200, 11, "450"), (80, 205, 6, "12")]
        for _ in range(draw.randint(1, 4))
    ]
    made = draw.choice(("D:20310504101010Z", "D:2031", "D:99999999", "", "D:20310231"))
    return pdf(*pages, title=draw.choice(("Decision on Norbank", "x.docx", "")), made=made), draw.choice(
        ("application/pdf", "text/html", "")
    )


@cache
def _names(*, pages: bool) -> list[str]:
    return sorted(PAGES if pages else TEXTS)
