"""JSON Feed and news sitemaps as Atom, which the rest of the way reads; RSS and Atom as they stand.

| kind                                              | item            | title      | day                |
| ------------------------------------------------- | --------------- | ---------- | ------------------ |
| JSON Feed (https://www.jsonfeed.org/version/1.1/) | url, or id      | title      | date_published     |
| news sitemap (schemas/sitemap-news/0.9)           | loc             | news:title | news:publication_date |

A sitemap without news lists pages of all kinds: it is no feed.
"""

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from sources.extraction.pages.feed_text import decoded_text, xml_text
from tracker.foundation.unwanted_characters import without_controls

_JSON_FEED = "jsonfeed.org/version/"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

_Item = tuple[str, str, str]  # address, title, moment


def feed_text(body: bytes, content_type: str = "") -> str:
    """The characters of the feed as an XML parser can take them, JSON Feed and news sitemaps as Atom. Never raises."""
    is_object = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if is_object and (made := _of_json(decoded_text(body, content_type))) is not None:
        return made
    text = xml_text(body, content_type)
    if _NEWS in text[:5_000] and (made := _of_sitemap(text)) is not None:
        return made
    return text


def _of_json(text: str) -> str | None:
    try:
        feed: Any = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or _JSON_FEED not in str(feed.get("version")):
        return None
    listed = feed.get("items")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return _atom(_words(feed, "title"), (_json_item(item) for item in items))


def _json_item(item: dict[str, Any]) -> _Item:
    url = _words(item, "url") or _words(item, "external_url") or _words(item, "id")
    return url, _words(item, "title"), _words(item, "date_published") or _words(item, "date_modified")


def _words(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _of_sitemap(text: str) -> str | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.tag != f"{_SITEMAP}urlset":
        return None
    pages = root.iterfind(f"{_SITEMAP}url")
    return _atom("", (_news_item(page) for page in pages if page.find(f"{{{_NEWS}}}news") is not None))


def _news_item(url: Any) -> _Item:
    def words(path: str) -> str:
        return str(url.findtext(path) or "").strip()

    news = f"{{{_NEWS}}}news/{{{_NEWS}}}"
    return words(f"{_SITEMAP}loc"), words(f"{news}title"), words(f"{news}publication_date")


def _atom(title: str, items: Iterable[_Item]) -> str:
    """An Atom feed of these items; plain words, so that nothing in them is taken for mark-up."""
    entries = "".join(
        f'<entry><link href="{_plain(url, quoted=True)}"/><title type="text">{_plain(words)}</title>'
        f"<published>{_plain(moment)}</published></entry>\n"
        for url, words, moment in items
    )
    head = f'<title type="text">{_plain(title)}</title>\n'
    return f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def _plain(words: str, *, quoted: bool = False) -> str:
    return escape(without_controls(words), {'"': "&quot;"} if quoted else {})
