"""Where sentences begin and end, in one pass over the text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from sources.extraction.budget import MOST_SENTENCE_CHARACTERS
from sources.extraction.lexicon import Lexicon, ReviewLexicon

# The first character stands by itself, so that the search goes from one such character to the next.
_STOP = re.compile(r"""[.!?\n](?:(?<=\n)\n*|(?<![.!?][.!?])[.!?]*+["')\]]*(?=\s|[A-Z"'(]))""")
_BEFORE_WORD = re.compile(r"(?s:.*)[^\w.&-]")  # up to the last word
_NEXT_WORD = re.compile(r"""[\s"'(]*([\w.']+)""")
_LONGEST_WORD = 30  # looked at before a stop
_SOFT_WRAP_LEAST = 30
_BLANKS = 200  # at a line's end, at most
_WRAP_FULL = 65  # a line as long as this goes on even with a capital


@lru_cache(maxsize=2)
def split_sentences(
    plain: str, lexicon: Lexicon | ReviewLexicon, most: int | None = None
) -> tuple[tuple[int, int], ...]:
    """The first `most` sentences as half-open spans in order, without surrounding white space. All sentences together
    hold every other character.

    A sentence without a stop is cut, so that the cost of rules does not grow with its length. Several readers ask for
    those of one text in turn.
    """
    return tuple(islice(_sentences(plain, lexicon), most))


def _sentences(plain: str, lexicon: Lexicon | ReviewLexicon) -> Iterator[tuple[int, int]]:
    begin = 0
    for stop in _stops(plain, lexicon):
        yield from _trimmed(plain, begin, stop)
        begin = stop
    yield from _trimmed(plain, begin, len(plain))


def _stops(plain: str, lexicon: Lexicon | ReviewLexicon) -> Iterator[int]:
    begin = 0
    for match in _STOP.finditer(plain):
        if match[0][0] == "\n":
            ends = not _is_soft_wrap(plain, begin, match.start(), match.end())
        else:
            ends = _ends_sentence(plain, match.start(), match.end(), lexicon)
        if ends:
            begin = match.end()
            yield begin


def _is_soft_wrap(plain: str, begin: int, start: int, end: int) -> bool:
    """Whether a line break is within a sentence: the line is long, no stop before, small letters or digits after it."""
    line = start - max(begin, plain.rfind("\n", begin, start))
    if end - start > 1 or line < _SOFT_WRAP_LEAST:
        return False
    following = plain[end : end + 80].lstrip(" ")[:1]
    if not following or following == "\n" or plain[max(begin, start - _BLANKS) : start].rstrip()[-1:] in ".!?:\"'":
        return False
    return following.islower() or following.isdigit() or line >= _WRAP_FULL


def _ends_sentence(plain: str, start: int, end: int, lexicon: Lexicon | ReviewLexicon) -> bool:
    glued = end < len(plain) and not plain[end].isspace()
    if glued:
        # "breach.The firm": a missing space; "Leave.EU" and "J.P." are none.
        return (
            plain[start] == "."
            and end - start == 1
            and start > 1
            and plain[start - 1].islower()
            and plain[start - 2].islower()
            and plain[end].isupper()
            and plain[end + 1 : end + 3].islower()
        )
    following = _NEXT_WORD.match(plain, end, end + 40)
    first = following[1] if following else ""
    if plain[start] != "." or end - start > 1:
        # "Yahoo! Inc." is a name.
        return not first[:1].islower() and not (end - start == 1 and first.lower().rstrip(".") in lexicon.suffixes)
    return _stop_after_word(plain, start, first, lexicon)


def _stop_after_word(plain: str, start: int, first: str, lexicon: Lexicon | ReviewLexicon) -> bool:
    if first[:1].islower():
        return False
    low = max(0, start - _LONGEST_WORD)
    before = _BEFORE_WORD.match(plain, low, start)
    word = plain[before.end() if before else low : start].lower()
    if word[-1:].isdigit() and lexicon.numbers.split.match(plain, start, start + 24):
        return False  # "33. 7 million", as some feeds have it
    if first.lower() in lexicon.money.codes and first.isupper():
        return False  # "Kukui S.L. EUR 3,000"
    if word in lexicon.abbreviations or "." in word.rstrip(".") or (len(word) == 1 and word.isalpha()):
        return first.lower() in lexicon.starters and ("." in word or word in lexicon.closing)
    # "2. A gym": an enumerator opens its sentence instead of closing one.
    if word.isdigit() and len(word) <= 2:
        return not (start - len(word) == 0 or plain[max(0, start - len(word) - 2)] in ".!?\n:;")
    return True


def _trimmed(plain: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end:
        cut = end if end - begin <= MOST_SENTENCE_CHARACTERS else _cut(plain, begin)
        start, stop = begin, cut
        while start < stop and plain[start].isspace():
            start += 1
        while stop > start and plain[stop - 1].isspace():
            stop -= 1
        if start < stop:
            yield start, stop
        begin = cut


def _cut(plain: str, begin: int) -> int:
    space = plain.rfind(" ", begin + MOST_SENTENCE_CHARACTERS // 2, begin + MOST_SENTENCE_CHARACTERS)
    return space if space > begin else begin + MOST_SENTENCE_CHARACTERS
