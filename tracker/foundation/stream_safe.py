"""Text that costs to normalise what it is long: the Stream-Safe Text Format of UAX #15, section 13.

Normalising sorts each run of combining marks by insertion, in C, where no signal is heard and no other thread runs:
200,000 marks take half a minute. No writing has more than a few in a row.
"""

import re
import unicodedata
from typing import Final

LONGEST_RUN: Final = 30  # of marks, by the format
JOINER: Final = "\u034f"  # COMBINING GRAPHEME JOINER: no mark by its class, and not seen
# Their own class says nothing, but what they are decomposed into are marks alone.
_HIDDEN: Final = "\u0f73\u0f75\u0f81\uff9e\uff9f"
_MARKS: Final = "".join(chr(point) for point in range(0x300, 0x1F000) if unicodedata.combining(chr(point))) + _HIDDEN
_RUN: Final = re.compile(f"([{re.escape(_MARKS)}]{{{LONGEST_RUN}}})(?=[{re.escape(_MARKS)}])")


def normalised_form(form: str, text: str) -> str:
    """The text in a Unicode form (`NFC`, `NFKC`, `NFD`, `NFKD`), in time that grows with its length alone. A text
    without absurd runs of marks is as Python's own function gives it."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _RUN.sub(rf"\g<1>{JOINER}", text))  # type: ignore[arg-type]
