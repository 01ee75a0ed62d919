"""What an encoder is shown of one number or name: its sentence with the place marked, and what stands before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MASK = "[MASK]"
OWN, OTHER = "our company", "another company"
_BEFORE = 160  # characters of the text before the sentence
_BESIDE = 200  # characters of the sentence on either side


@dataclass(frozen=True, slots=True)
class MarkedWindow:
    """A title, the text before a sentence, and the sentence up to, at and behind the marked place."""

    title: str
    before: str
    left: str
    marked: str
    right: str

    def shown(self, *, context: bool, masked: bool) -> tuple[str, int, int]:
        """The text that the encoder reads, and the half-open offsets of what is marked in it; with the title and what
        stands before the sentence if `context`, and with a mask in the place of the words if `masked`."""
        lead = f"{self.title}. {self.before} " if context and (self.title or self.before) else ""
        start = len(lead) + len(self.left)
        middle = MASK if masked else self.marked
        return f"{lead}{self.left}{middle}{self.right}", start, start + len(middle)

    def renamed(self, own: Iterable[str], others: Iterable[str]) -> "MarkedWindow":
        """The window with one word for the organisation that the article tells of, and one for each other."""
        names = {**dict.fromkeys(others, OTHER), **dict.fromkeys(own, OWN)}
        if not names:
            return self
        longest_first = sorted(names, key=len, reverse=True)
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

        def put(text: str) -> str:
            return pattern.sub(lambda match: names[match[0]], text)

        return MarkedWindow(put(self.title), put(self.before), put(self.left), self.marked, put(self.right))


def window_of(title: str, text: str, sentence: tuple[int, int], place: tuple[int, int]) -> MarkedWindow:
    """The window of a place, [start, end), in a sentence of the text, [begin, limit); long ones are cut."""
    (begin, limit), (start, end) = sentence, place
    begin, limit = min(begin, start), max(limit, end)
    return MarkedWindow(
        _plain(title),
        _plain(text[max(0, begin - _BEFORE) : begin]).strip(),
        _plain(text[max(begin, start - _BESIDE) : start]).lstrip(),
        _plain(text[start:end]),
        _plain(text[end : min(limit, end + _BESIDE)]),
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)
