"""From the bytes of a page to the text of an article."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import trafilatura
from lxml import etree

from sources.extraction.pages.addresses import UnusableUrl, canonical_url
from sources.extraction.pages.charsets import decode, split_content_type
from sources.extraction.pages.clean_page import CleanPage, UnreadablePage
from sources.extraction.pages.footnotes import part_footnotes
from sources.extraction.pages.no_article import NoArticle, teasers_in, why_no_article
from sources.extraction.pages.page_days import day_of_page, written_days
from sources.extraction.pages.pdf import is_pdf, read_pdf
from sources.extraction.pages.plain_text import one_line, tidy, without_controls
from sources.extraction.pages.structure import keep_structure

# Parsing and searching for the main text cost up to 30 microseconds an element, and quadratic time within a row or an
# element with very many attributes. Newspapers' pages have 1,000 to 5,000 elements.
MAX_ELEMENTS = 12_000
MAX_ATTRIBUTES = 500  # of one element
MAX_CELLS = 1_000  # of one row
_LEAST_ASIDE = 40  # words of an article in an aside
PDF = "application/pdf"
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_LANG = re.compile(r"<html[^>]{0,1000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})(?![A-Za-z])", re.IGNORECASE)
# A tag with its quoted values, however long; all repetitions are possessive, so that no character is read twice.
_LONG_TAG = re.compile(r"<[A-Za-z](?:[^<>\"'=]++|=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+|[\"'<])*+")
_VALUE = re.compile(r"=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)")
_OPENING = re.compile(r"<[A-Za-z]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_UNPARSABLE = (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError)


def clean(body: bytes, *, url: str, content_type: str = "text/html") -> CleanPage:
    """The article in `body`. HTML is reduced to its main text, PDF to its lines, plain text passes through.

    Raises UnreadablePage for other kinds of content and for pages without a main text.
    """
    kind, charset = split_content_type(content_type)
    if kind == PDF or is_pdf(body):
        return read_pdf(body)
    if kind in _HTML or (not kind and body.lstrip()[:1] == b"<"):
        return _clean_html(body, url=url, charset=charset)
    if kind in ("text/plain", "text/markdown", ""):
        text = tidy(decode(body, charset=charset))
        if not text:
            raise UnreadablePage("the text is empty")
        if reason := why_no_article("", text):
            raise NoArticle(reason)
        return CleanPage(title="", text=text)
    raise UnreadablePage(f"content of type {kind} is not read; HTML, PDF and plain text are")


def _clean_html(body: bytes, *, url: str, charset: str) -> CleanPage:
    text = decode(body, charset=charset, is_page=True)
    if not text.strip():
        raise UnreadablePage("the page is empty")
    html = without_controls(text)
    language = _LANG.search(text[:4096])
    try:
        found = _article_in(_tree_of(html), url)
    except NoArticle:
        inner = _only_its_aside(_tree_of(html))  # a consent text may stand around the article
        if inner is None:
            raise
        found = _article_in(inner, url)
    return replace(found, language=language[1].lower() if language else "")


def _article_in(tree: Any, url: str) -> CleanPage:
    """The article of the tree, which is used up. Raises UnreadablePage, NoArticle where something else is there."""
    cards, days = teasers_in(tree, url), written_days(tree, url)
    _take_out_what_is_not_said(tree)
    part_footnotes(tree)
    keep_structure(tree)
    found = _main_text(tree, url)
    main = tidy(found.text or "") if found is not None else ""
    if not main:
        raise UnreadablePage("no main text was found in the page")
    title = _heading(found.title)
    text = _without_heading(main, title)
    if reason := why_no_article(title, text, cards):
        raise NoArticle(reason)
    return CleanPage(
        title=title,
        text=text,
        published=day_of_page(_day(found.date), days),
        canonical=_own_address(found.url, base=url),
        publisher="" if one_line(found.sitename) == found.hostname else one_line(found.sitename),
    )


def _take_out_what_is_not_said(tree: Any) -> None:
    """Take out of the tree what is struck through, as newsrooms correct a number, and what a page does not show."""
    for element in list(tree.iter("del", "s", "strike", "template")):
        element.drop_tree()
    for element in tree.xpath("//body//*[@hidden='' or @hidden='hidden']"):
        element.drop_tree()


def _only_its_aside(tree: Any) -> Any:
    """The tree with nothing but the longest of its asides, None where none is as long as an article."""
    asides = [(len("".join(aside.itertext()).split()), aside) for aside in islice(tree.iter("aside", "dialog"), 20)]
    words, longest = max(asides, key=lambda one: one[0], default=(0, None))
    body = tree.find("body")
    if longest is None or body is None or words < _LEAST_ASIDE:
        return None
    longest.drop_tree()
    longest.tag = "article"
    for other in list(body):
        body.remove(other)
    body.text = None
    body.append(longest)
    return tree


def _tree_of(html: str) -> Any:
    """The page's tree. Raises UnreadablePage also for one that would take too long to search."""
    # Parsing the tags of a page of 2 MB alone takes a second. Scripts and comments may hold what only looks like tags.
    if _are_more_than(4 * MAX_ELEMENTS, _OPENING.finditer(html)):
        raise UnreadablePage(f"it has more than {MAX_ELEMENTS:,} elements")
    if any(_attributes_in(tag.group()) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(html)):
        raise UnreadablePage(f"it has an element with more than {MAX_ATTRIBUTES} attributes")
    try:
        tree = trafilatura.load_html(html)
    except _UNPARSABLE as error:
        raise UnreadablePage(f"the page cannot be parsed: {error}") from error
    if tree is None:
        raise UnreadablePage("no main text was found in the page")
    if _are_more_than(MAX_ELEMENTS, tree.iter()):
        raise UnreadablePage(f"it has more than {MAX_ELEMENTS:,} elements")
    if any(len(row) > MAX_CELLS for row in tree.iter("tr")):
        raise UnreadablePage(f"it has a table with more than {MAX_CELLS:,} cells in a row")
    return tree


def _are_more_than(most: int, things: Iterable[Any]) -> bool:
    """Whether there are more than `most`; stops at the first one beyond."""
    return sum(1 for _ in islice(things, most + 1)) > most


def _attributes_in(tag: str) -> int:
    """An upper bound of the number of attributes in the tag; 0 for a tag too short to have too many."""
    if len(tag) < 2 * MAX_ATTRIBUTES:
        return 0
    bare = _VALUE.sub("= ", tag)
    return max(len(bare.replace("/", " ").split()) - 1, bare.count("="))


def _main_text(tree: Any, url: str) -> Any:
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            # The first date of publication; no guess from any number in the text.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except _UNPARSABLE as error:
        raise UnreadablePage(f"the page cannot be parsed: {error}") from error


def _own_address(found: str | None, *, base: str) -> str:
    try:
        return canonical_url(urljoin(base, found)) if found else ""
    except (UnusableUrl, ValueError):
        return ""


def _day(value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _heading(value: str | None) -> str:
    """The heading without mark-up, which some sites put into their titles, escaped: `&lt;div&gt;`."""
    return one_line(_TAG.sub("", value)) if value else ""


def _without_heading(text: str, title: str) -> str:
    """The text without a first line that repeats the title: every figure in it would be read twice."""
    first, _, rest = text.partition("\n")
    return rest.strip() if rest and _heading(first).casefold() == title.casefold() else text
