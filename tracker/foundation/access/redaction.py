"""Secrets that got into a text, such as an address or a line of the log, are taken out of it.

| what                                        | becomes                        |
| ------------------------------------------- | ------------------------------ |
| `pit_...`, `whsec_...`, `whsk_...`          | `pit_[redacted]`, and so on    |
| `Bearer ...`, `Authorization: Basic ...`    | `Bearer [redacted]`            |
| `scheme://user:password@host`               | `scheme://user:[redacted]@host` |
| `?token=...` and its like                   | `?token=[redacted]`            |

Every pattern is linear, and takes no quote or backslash: so a text that is JSON stays JSON.
"""

from __future__ import annotations

import re
from typing import Any, Final

REDACTED: Final = "[redacted]"
_NAMES: Final = (
    "access_token|auth_token|token|api_?key|bearer|client_secret|secret|password|passwd|pwd|authorization|code"
)
# Sixteen characters and more wherever they stand; fewer, which may be a part of one, at the beginning of a word.
_MARKED = re.compile(r"pit(?:_|%5f)[A-Za-z0-9_%-]{16,}|(?<![a-z])pit(?:_|%5f)[A-Za-z0-9_%-]{6,}", re.IGNORECASE)
_SIGNING = re.compile(r"(whsec|whsk)(?:_|%5f)[A-Za-z0-9+/=_%-]{6,}", re.IGNORECASE)
_BEARER = re.compile(r"(bearer(?:\s|%20|\+){1,3})[A-Za-z0-9._~+/=%-]{12,}", re.IGNORECASE)
_HEADER = re.compile(r"(authorization['\"]?\s{0,3}[:=]\s{0,3}['\"]?\w{1,20} )[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE)
_USERINFO = re.compile(r"(://[^\s:/@?#'\"\\]{0,256}:)[^\s/@?#'\"\\]{1,256}@")
_PARAMETER = re.compile(rf"([?&;](?:{_NAMES})=)[^\s&;'\"\\#]+", re.IGNORECASE)

# A whole token, or a parameter of the kind that tokens come in: what no address may bring.
_TOKEN = re.compile(r"pit(?:_|%5f)(?:[A-Za-z0-9_-]|%5f|%2d){20,}", re.IGNORECASE)
_TOKEN_PARAMETER = re.compile(r"&(?:access_token|auth_token|token|api_?key|bearer|authorization)=", re.IGNORECASE)


# What every text that a pattern fits has in it, in small letters: most have none, and looking for a word is quick.
_PATTERNS: Final = (
    ("pit", _MARKED, f"pit_{REDACTED}"),
    ("whs", _SIGNING, rf"\1_{REDACTED}"),
    ("bearer", _BEARER, rf"\1{REDACTED}"),
    ("authorization", _HEADER, rf"\1{REDACTED}"),
    ("://", _USERINFO, rf"\1{REDACTED}@"),
    ("=", _PARAMETER, rf"\1{REDACTED}"),
)


def redact(text: str) -> str:
    """The text without the secrets that can be recognised by their looks."""
    small = _small(text)
    for word, pattern, put in _PATTERNS:
        if small is None or word in small:
            text = pattern.sub(put, text)
    return text


def brings_token(path: str, query: str) -> bool:
    """Whether an address brings a token of ours anywhere, or anything in a parameter meant for one."""
    small = _small(path + query)
    if (small is None or "pit" in small) and (_TOKEN.search(path) or _TOKEN.search(query)):
        return True
    return bool(_TOKEN_PARAMETER.search(f"&{query}"))


def _small(text: str) -> str | None:
    """The text in small letters; none where other letters may count as those of a word, as the long s does."""
    return text.lower() if text.isascii() else None


def redact_rendered(_logger: Any, _name: str, rendered: str) -> str:
    """The last processor of structlog: whatever the line is made of and whoever wrote it."""
    return redact(rendered)
