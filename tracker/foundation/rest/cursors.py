"""Where a page begins, in a word that tells clients nothing.

A primary key counts rows, also those that a reader may not see: so a cursor is encrypted, not only signed, and padded,
so that not even the number of its digits shows. AES-SIV (RFC 5297) gives the same word for the same row each time, by
which an unchanged page keeps its ETag.
"""

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from tracker.foundation.access.sealing import derived_key
from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Problem

_PURPOSE: Final = "cursors"
_KEY_BYTES: Final = 32
_STEP: Final = 48  # characters that a cursor is padded to a multiple of


@dataclass(frozen=True, slots=True)
class Cursor:
    """`order` is what it was made for, `value` and `key` are the sort value and the primary key at the page's edge."""

    order: str
    backward: bool
    value: Any
    key: int

    def encode(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, dt.date | dt.datetime) else self.value
        words = json.dumps([self.order, int(self.backward), value, self.key], separators=(",", ":"))
        padded = words.ljust(-(-len(words) // _STEP) * _STEP)
        sealed = _cipher(settings.SECRET_KEY).encrypt(padded.encode(), None)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def decode(text: str) -> Cursor:
    """The cursor that was encoded. Raises a 400 for anything that this service did not write."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _not_ours() from None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            order, backward, value, row = json.loads(_cipher(key).decrypt(sealed, None))
        except (InvalidTag, ValueError):  # of another key, or shorter than the mark that AES-SIV begins with
            continue
        return Cursor(order=order, backward=bool(backward), value=value, key=row)
    raise _not_ours()


def _not_ours() -> Problem:
    return Problem(problems.INVALID_CURSOR, "The cursor was not written by this service.")


@lru_cache(maxsize=16)
def _cipher(key: str) -> AESSIV:
    return AESSIV(derived_key(key, _PURPOSE, _KEY_BYTES))
