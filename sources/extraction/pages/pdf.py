"""The text of a PDF file, such as a regulator's decision or a company's notice.

Lines stay lines, and the cells of a row stand two blanks apart, as `find/divisions` reads them. A word or a
number that a line's end divides is joined. What stands at the head or foot of most pages alike, but for its digits, is
left out. The small raised digits of a footnote become superscripts: "450" with a note 12 is no 45,012.
"""

import datetime as dt
import io
import re
from collections import Counter
from math import sqrt

import pypdf
from pypdf.errors import DependencyError

from sources.extraction.pages.clean_page import CleanPage, UnreadablePage, possible_day
from sources.extraction.pages.footnotes import raised
from sources.extraction.pages.plain_text import one_line, tidy

MAX_PAGES = 150
MAGIC = b"%PDF-"
MAGIC_WITHIN = 1024
_LEAST_LETTERS = 20  # of a page with text, on average: below, the pages are pictures
_RAISED_SIZE = 0.85  # of the size of the letters before it, at most
_RISE = 0.15  # of the same size, at least
_COLUMN_GAP = 1.5  # sizes of a letter: two words of a sentence are nearer
_LETTER_WIDTH = 0.5  # of its size, roughly
_ALIKE = 3  # pages with the same head or foot
_HYPHEN = re.compile(r"(?<=[a-z]{2})[-\u2010\u00ad]\n(?=[a-z])")
_NUMBER = re.compile(r"(?<=\d,)\n(?=000\b)|(?<=\d,\d{3},)\n(?=\d{3}\b)")  # divided between its groups
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
# What programs put in the place of a title: "Microsoft Word - decision.docx", "scan_001".
_NO_TITLE = re.compile(r"\w+ \w+ - .*|.*\.[a-z]{3,5}|\S*", re.IGNORECASE)
_TITLE_WORDS = range(3, 25)


def is_pdf(body: bytes) -> bool:
    """Whether the bytes are a PDF file, whatever they were sent as."""
    return body[:MAGIC_WITHIN].lstrip().startswith(MAGIC)


def read_pdf(body: bytes) -> CleanPage:
    """The file's title, its text, and the day on which it was made. Raises UnreadablePage."""
    try:
        with pypdf.apply_configuration(jbig2dec_binary=None, disable_legacy_handling=True):  # starts no program
            return _read(body)
    except (UnreadablePage, MemoryError):
        raise
    except DependencyError as error:
        raise UnreadablePage("the PDF is encrypted in a way that is not read") from error
    except Exception as error:
        raise UnreadablePage(f"the PDF is broken: {type(error).__name__}: {error}"[:300]) from error


def _read(body: bytes) -> CleanPage:
    reader = pypdf.PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadablePage("the PDF is encrypted, and asks for a password")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise UnreadablePage(f"the PDF has {count:,} pages; at most {MAX_PAGES} are read")
    lines = [line for page in _without_heads([_lines(page) for page in reader.pages]) for line in page]
    text = tidy(_NUMBER.sub("", _HYPHEN.sub("", "\n".join(lines))))
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS * max(1, min(count, _ALIKE)):
        raise UnreadablePage("the PDF has pictures of its pages and no text; send the text itself")
    about: dict[str, object] = reader.metadata or {}
    title = one_line(str(about.get("/Title") or ""))
    if _NO_TITLE.fullmatch(title):
        title = one_line(lines[0]) if len(lines[0].split()) in _TITLE_WORDS else ""
    return CleanPage(title, text, _day(str(about.get("/CreationDate") or "")), day_of_file=True)


def _lines(page: pypdf.PageObject) -> list[str]:
    line = _PageText()
    page.extract_text(visitor_text=line.add)
    return [one for one in map(str.strip, line.text().split("\n")) if one]


class _PageText:
    """Puts the pieces of a page together, in the order in which pypdf finds them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._end = self._height = self._size = 0.0

    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, text: str, cm: list[float], tm: list[float], _font: object, font_size: float) -> None:
        """Take one piece: its text, the matrices of the page and of the text, and the size of its letters."""
        if not text.strip():
            self._pieces += filter(None, [text])
            return
        size = abs(font_size) * sqrt(abs(tm[0] * tm[3] - tm[1] * tm[2]) * abs(cm[0] * cm[3] - cm[1] * cm[2]))
        on_line = bool(self._pieces) and not self._pieces[-1].endswith("\n")
        touches = not text[0].isspace() or tm[5] - self._height > _RISE * self._size
        if on_line and text.strip().isdecimal() and touches and size < _RAISED_SIZE * self._size:
            self._pieces.append(raised(text.lstrip()))
            return
        if on_line and abs(tm[5] - self._height) < 1 and tm[4] - self._end > _COLUMN_GAP * size:
            text = f"  {text.lstrip(' ')}"
        self._pieces.append(text)
        last = text.rpartition("\n")[2]
        self._size, self._height = size, tm[5]
        self._end = tm[4] + len(last.strip()) * size * _LETTER_WIDTH


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without their numbers and the running titles at their heads and feet, of up to two lines each."""
    for end in (0, -1, 0, -1):
        alike = Counter(_DIGITS.sub("", lines[end]) for lines in pages if lines)
        for number, lines in enumerate(pages, start=1):
            is_number = bool(lines) and lines[end] == str(number)
            if is_number or (lines and alike[_DIGITS.sub("", lines[end])] >= max(_ALIKE, len(pages) / 2)):
                del lines[end]
    return pages


def _day(made: str) -> dt.date | None:
    found = _DATE.match(made)
    try:
        return possible_day(dt.date(*map(int, found.groups()))) if found else None
    except ValueError:
        return None
