"""Which articles tell the same text: content hashes, and near-duplicates for wire copy.

A story corroborates once, however often it is syndicated. Two texts are one story when they share most of their
three-word shingles, or when the shorter is almost wholly inside the longer (a copy cut short). To find candidates
by an index and not by a scan, a text gets a MinHash signature of 72 numbers, cut into 24 bands of three; texts that
agree in one band are compared in full. The chance that two texts meet in a band, by their shared part of shingles:

| shared | 0.02  | 0.1 | 0.3  | 0.5  | 0.6  | 0.8    |
| ------ | ----- | --- | ---- | ---- | ---- | ------ |
| meet   | 0.000 | 0.02| 0.48 | 0.96 | 0.997| 1.000  |
"""

import hashlib
import random
import re
import struct
from itertools import islice

from tracker.foundation.stream_safe import normalised_form

SHINGLE_WORDS = 3
MAX_WORDS = 4000
_MOST_CHARACTERS = 100_000  # more than 4,000 words need: some characters are long when they are written out
BANDS = 24
ROWS = 3
SAME_TEXT = 0.55  # shared part of all shingles
CUT_SHORT = 0.85  # shared part of the shorter text's shingles
MIN_SHINGLES = 8  # below, only equal texts are one story

# Chinese and Japanese write without blanks: each of their characters counts as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_DRAW = random.Random(20180317)  # noqa: S311 - no secret, and the same in every process
_MASKS = tuple(_DRAW.getrandbits(64) for _ in range(BANDS * ROWS))


def content_hash(*, title: str, text: str) -> str:
    """64 hex digits of the title and text as they stand, but for Unicode form, kinds of blanks and line ends."""
    normal = "\x1f".join(" ".join(normalised_form("NFC", part).split()) for part in (title, text))
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def shingles(text: str) -> frozenset[int]:
    """64-bit hashes of every three words in a row of the first 4,000, case and punctuation ignored; the same in every
    process."""
    found = _WORD.finditer(normalised_form("NFKC", text[:_MOST_CHARACTERS]).casefold())
    words = [match.group() for match in islice(found, MAX_WORDS)]
    runs = (" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1)))
    return frozenset(_hash(run) for run in runs if run)


def pack(marks: frozenset[int]) -> bytes:
    """Eight bytes a shingle, for a row; `unpack` gives them back."""
    return struct.pack(f"<{len(marks)}Q", *sorted(marks))


def unpack(packed: bytes) -> frozenset[int]:
    """The shingles that `pack` wrote."""
    return frozenset(struct.unpack(f"<{len(packed) // 8}Q", packed))


def bands(marks: frozenset[int]) -> tuple[str, ...]:
    """24 keys for an index; two texts that share one are worth comparing. Empty for an empty text.

    With random 64-bit hashes, the smallest under `xor` with a fixed mask is a fair draw from the set, so one mask
    stands for one random order.
    """
    if not marks:
        return ()
    signature = [min(map(mask.__xor__, marks)) ^ mask for mask in _MASKS]
    return tuple(f"{band:02}:{_hash(repr(signature[band * ROWS : (band + 1) * ROWS])):016x}" for band in range(BANDS))


def is_same_story(one: frozenset[int], other: frozenset[int]) -> bool:
    """True when the texts behind these shingles are one story (see the module's head)."""
    if one == other:
        return bool(one)
    shorter = min(len(one), len(other))
    if shorter < MIN_SHINGLES:
        return False
    shared = len(one & other)
    return shared >= SAME_TEXT * (len(one) + len(other) - shared) or shared >= CUT_SHORT * shorter


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
