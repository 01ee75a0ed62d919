"""Lists of feeds as readers exchange them: OPML 2.0, outlines with an xmlUrl, nested in folders or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sources.importers.cells import plain
from sources.importers.rows import NotTheRegister, RowFault

_LONGEST_NAME = 200
_BARE = re.compile(rb"&(?!(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z_][\w.-]{0,60});)")  # as in ?a=1&b=2


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """One feed of a list: its line, its address, and who publishes it, in words; empty where the list does not say."""

    line: int
    url: str
    publisher: str


def read_opml(data: bytes) -> Iterator[ListedFeed | RowFault]:
    """The feeds of the list; a fault for each that has no web address, and for each line that is no XML. Raises
    NotTheRegister."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(_BARE.sub(b"&amp;", data) if b"\0" not in data else data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.tag != "opml":
        raise NotTheRegister("It is no OPML: its outermost element is not <opml>.")
    broken = {error.line: error.message for error in reversed(parser.error_log.filter_from_errors())}
    for line, message in sorted(broken.items()):
        yield RowFault(line, "XML", f"{message.strip()[:200]}: what stands here may be left out.")
    for outline in root.iter("outline"):
        url = _words(outline, "xmlUrl")
        if "xmlUrl" not in outline.attrib:
            continue  # a folder
        if not url.startswith(("http://", "https://")):
            yield RowFault(outline.sourceline or 0, "xmlUrl", f"“{url[:60]}” is no web address.")
            continue
        name = _words(outline, "title") or _words(outline, "text")
        yield ListedFeed(outline.sourceline or 0, url, name[:_LONGEST_NAME])


def _words(outline: etree._Element, name: str) -> str:
    """The attribute in one line; empty where there is none, or where it has half of a pair of surrogates."""
    try:
        return plain(str(outline.get(name) or ""))
    except UnicodeDecodeError:
        return ""
