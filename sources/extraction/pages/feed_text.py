"""The text of a feed out of its bytes, as an XML parser can take it."""

import re
from email.message import Message
from html.entities import html5

import webencodings

from sources.extraction.pages.charsets import XML_DECLARATION

_REFERENCE = re.compile(r"&(?:#x0*([0-9a-f]{1,8});|#0*([0-9]{1,10});|([a-z][a-z0-9]{0,31};))?", re.IGNORECASE)
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 section 2.2
_UTF8 = webencodings.lookup("utf-8")


def xml_text(body: bytes, content_type: str = "") -> str:
    """The characters of the feed, without those that XML forbids, also where references name them; HTML's entities are
    resolved, and every other `&` is escaped. Never raises.

    | bytes                                         | are read as                                             |
    | --------------------------------------------- | ------------------------------------------------------- |
    | with a byte-order mark, or UTF-16 without one | what that says                                          |
    | ASCII alone, such as ISO-2022-JP              | the charset of the header, else of the XML declaration  |
    | valid UTF-8                                   | UTF-8, whatever is declared                             |
    | others                                        | the declared charset by its WHATWG meaning              |
    | others, declared UTF-8 or nothing             | UTF-8, if more of its characters are whole than broken; |
    |                                               | else windows-1252                                       |
    """
    first, *parts = _NO_XML.sub("", decoded_text(body, content_type)).split("<![CDATA[")
    repaired = [_REFERENCE.sub(_referenced, first)]
    for part in parts:
        as_it_stands, end, rest = part.partition("]]>")
        repaired.append(f"<![CDATA[{as_it_stands}{end}{_REFERENCE.sub(_referenced, rest)}")
    text = "".join(repaired)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins the pairs, replaces the lone


def decoded_text(body: bytes, content_type: str) -> str:
    """The characters of the bytes, by the table of `xml_text`. Never raises."""
    for start, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(start):
            return body.decode(name, "replace")
    header = Message()
    header["content-type"] = content_type or "unknown/unknown"
    in_xml = XML_DECLARATION.search(body[:1024])
    named = header.get_content_charset() or (in_xml[1].decode("ascii") if in_xml else "")
    declared = webencodings.lookup(named) or _UTF8
    if not body.isascii():
        try:
            return str(webencodings.decode(body, _UTF8, "strict")[0])
        except UnicodeError:
            pass
    text: str = webencodings.decode(body, declared, "replace")[0]
    broken = text.count("\ufffd")
    if declared is _UTF8 and broken > sum(character > "\x7f" for character in text) - broken:
        return body.decode("cp1252", "replace")
    return text


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
