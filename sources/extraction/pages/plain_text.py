"""Text as it is kept: without what no reader sees."""

import html
import re

from incidents.names import can_be_seen
from tracker.foundation import unwanted_characters

MAX_TEXT = 500_000  # code points kept of a text
# What XML can hold and nobody sees: DEL, soft hyphens, breaks and joiners without width, marks of direction. Joiners
# matter in scripts other than Latin.
_UNSEEN = re.compile(
    "[\x7f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<=[!-~])[\u200c\u200d]+"
)
# "&lt;" and "&gt;" stay: what they enclose is no markup. An ampersand may be escaped again and again: "&amp;amp;nbsp;".
_ENTITY = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*(?!lt;|gt;|#0*6[02];|#[xX]0*3[cCeE];)"
    r"(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)
_ROUNDS = 4  # of entities that come together only when what nobody sees is gone: "&am&shy;p;"
_CONTROL_REFERENCE = re.compile(r"&#(?:[xX]0*+([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*+([0-9]{1,7})(?![0-9]));?")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """The text with "\\n" line ends, entities as characters, without control and unseen characters, blanks at line ends
    and runs of empty lines, cut at 500,000 code points. Idempotent."""
    for _ in range(_ROUNDS):
        before = text
        if "&" in text:
            text = _ENTITY.sub(lambda match: html.unescape(f"&{match[1]};"), text)
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNSEEN.sub("", unwanted_characters.without_controls(lines))[:MAX_TEXT]
        if "&" not in text or text == before:
            break
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def without_controls(page: str) -> str:
    """The page without what no tree of XML can hold: control characters, and references to them such as `&#1;`."""
    if "&#" in page:
        page = _CONTROL_REFERENCE.sub(_kept_reference, page)
    return unwanted_characters.without_controls(page)


def _kept_reference(found: re.Match[str]) -> str:
    point = int(found[1], 16) if found[1] else int(found[2])
    return "" if point > 0x10FFFF or unwanted_characters.control_in(chr(point)) else found[0]


def one_line(value: str | None) -> str:
    """The words of the value, as `tidy` leaves them, with single blanks between them; empty where nothing of them can
    be seen."""
    line = " ".join(tidy(value).split()) if value else ""
    return line if can_be_seen(line) else ""
