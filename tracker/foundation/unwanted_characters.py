"""Signs that a name or a title is not to have, or that a page does not obey."""

import re
from typing import Final

# Turn the direction of writing, also of the words beside them (Unicode Technical Report 36, section 2.5).
DIRECTION_MARKS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARK: Final = re.compile(f"[{DIRECTION_MARKS}]")
# Never drawn, and needed by no writing, as joiners are: they come along when words are copied.
_SLIPPED_IN: Final = re.compile(f"[\u00ad\u180e\u200b\u2060-\u2064\ufeff{DIRECTION_MARKS}]")
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")  # XML 1.0 section 2.2


def control_in(text: str) -> str:
    """The first sign that no XML can hold, such as `U+0001`: a control character, half of a pair, or what is no
    character; empty where there is none."""
    found = _NO_XML.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def without_controls(text: str) -> str:
    """The text without the signs that no XML can hold."""
    return _NO_XML.sub("", text)


def without_marks(text: str) -> str:
    """The text without marks of direction: each word is drawn by its own letters."""
    return _MARK.sub("", text)


def without_unseen(text: str) -> str:
    """The text without signs that nobody sees and no writing needs."""
    return _SLIPPED_IN.sub("", text)
