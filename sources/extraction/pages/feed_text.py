"""The text of a feed out of its bytes, as an XML parser can take it."""

import re
from html.entities import html5

from sources.extraction.pages.charsets import decode_feed, split_content_type

_REFERENCE = re.compile(r"&(?:#x0*([0-9a-f]{1,8});|#0*([0-9]{1,10});|([a-z][a-z0-9]{0,31};))?", re.IGNORECASE)
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
# XML 1.0 section 2.2, but for surrogates, which `tracker.foundation.unwanted_characters` takes out: in a feed two
# references may name the halves of one character, and `xml_text` joins them.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml_text(body: bytes, content_type: str = "") -> str:
    """The characters of the feed, without those that XML forbids, also where references name them; HTML's entities are
    resolved, and every other `&` is escaped. Never raises."""
    first, *parts = _NO_XML.sub("", decoded_text(body, content_type)).split("<![CDATA[")
    repaired = [_REFERENCE.sub(_referenced, first)]
    for part in parts:
        as_it_stands, end, rest = part.partition("]]>")
        repaired.append(f"<![CDATA[{as_it_stands}{end}{_REFERENCE.sub(_referenced, rest)}")
    text = "".join(repaired)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins the pairs, replaces the lone


def decoded_text(body: bytes, content_type: str) -> str:
    """The characters of a feed's bytes, see `charsets`. Never raises."""
    _, charset = split_content_type(content_type)
    return decode_feed(body, charset=charset)


def _referenced(found: re.Match[str]) -> str:
    """The reference as it stands; a surrogate for one that names it, and nothing for what is no character of XML."""
    if name := found[3]:
        return found[0] if name in _OF_XML else html5.get(name, f"&amp;{name}")
    if not (found[1] or found[2]):
        return "&amp;"
    point = int(found[1], 16) if found[1] else int(found[2])
    if 0xD800 <= point <= 0xDFFF:
        return chr(point)
    return "" if point > 0x10FFFF or _NO_XML.match(chr(point)) else found[0]
