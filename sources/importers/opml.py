"""Lists of feeds as readers exchange them: OPML 2.0, outlines with an xmlUrl, nested in folders or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sources.importers.rows import NotTheRegister, RowFault

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """One feed of a list: its line, its address, and who publishes it, in words; empty where the list does not say."""

    line: int
    url: str
    publisher: str


def read_opml(data: bytes) -> Iterator[ListedFeed | RowFault]:
    """The feeds of the list, a fault for each that has no web address. Raises NotTheRegister."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.tag != "opml":
        raise NotTheRegister("It is no OPML: its outermost element is not <opml>.")
    for outline in root.iter("outline"):
        url = str(outline.get("xmlUrl") or "").strip()
        if outline.get("xmlUrl") is None:
            continue  # a folder
        if not url.startswith(("http://", "https://")):
            yield RowFault(outline.sourceline or 0, "xmlUrl", f"“{url[:60]}” is no web address.")
            continue
        name = str(outline.get("title") or outline.get("text") or "")
        yield ListedFeed(outline.sourceline or 0, url, " ".join(name.split())[:_LONGEST_NAME])
