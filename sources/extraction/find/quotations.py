"""What stands within double quotation marks."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_MARK = re.compile(r'["\n]')
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Quotations:
    """Spans of direct speech in text order, the marks included."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def around(self, position: int) -> tuple[int, int] | None:
        """The span that holds the position, if any."""
        index = bisect_right(self.starts, position) - 1
        if index >= 0 and position < self.ends[index]:
            return self.starts[index], self.ends[index]
        return None


def find_quotations(plain: str, text: str) -> Quotations:
    """Pairs of marks within a paragraph; an opening mark that nothing closes quotes up to the paragraph's end.

    `plain` has straight marks; the directions are taken from `text` where it has curly ones.
    """
    starts: list[int] = []
    ends: list[int] = []
    opened: int | None = None
    for match in _MARK.finditer(plain):
        position = match.start()
        if plain[position] == "\n":
            _close(opened, position, starts, ends, text)
            opened = None
        elif text[position] in "“„«" or (opened is None and text[position] != "”"):
            if opened is None:
                opened = position
        elif opened is not None:
            starts.append(opened)
            ends.append(position + 1)
            opened = None
    _close(opened, len(plain), starts, ends, text)
    return Quotations(tuple(starts), tuple(ends))


def _close(opened: int | None, position: int, starts: list[int], ends: list[int], text: str) -> None:
    """End the open quotation. One over several paragraphs has an opening mark in each, a closing one in the last."""
    if opened is not None and text[opened] in "“„«" and position - opened <= _LONGEST:
        starts.append(opened)
        ends.append(position)
