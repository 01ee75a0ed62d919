r"""Finding a text in what a receiver answered: it may send back what it got, in a way of writing of its own.

| way of writing                        | example for Zoë O'Hara/Roe           |
| ------------------------------------- | ------------------------------------ |
| plain                                 | Zoë O'Hara/Roe                       |
| JSON, once or within another text     | Zo\u00eb O'Hara/Roe, Zoë O'Hara\/Roe |
| HTML                                  | Zoë O&#x27;Hara/Roe                  |
| an address or a form, in UTF-8        | Zo%C3%AB+O%27Hara%2FRoe              |
| a slug, its genitive as well          | zoe-oharasroe                        |
| the beginning of one of these, at the | Zoë O'                               |
| end of an answer that was cut         |                                      |

Escapes may have letters of either case. What was turned into something else, such as base64, is not found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from django.utils.text import slugify

from incidents.ledger.marking import MARK, SHORTEST, marked_slug

_HTML = {'"': "&quot;|&#34;|&#x22;", "'": "&#x27;|&#39;|&#039;|&apos;"}

_CUT = re.compile(r"(?:[\\%&\ufffd]\S{0,10})?\Z")  # what may be left of a sign


def without_echoes(text: str) -> Callable[[str, int], str]:
    """What gives an answer with the mark for each occurrence of the text, also where one that was cut at `limit` bytes
    ends with its first part. It is no longer than `limit`: the mark may be longer than the text."""
    signs = [_ways(sign) for sign in text]
    whole, slug = re.compile("".join(signs)), slugify(text)

    def without(answer: str, limit: int) -> str:
        put = marked_slug(whole.sub(lambda _: MARK, answer), text)
        # A sign has at most four bytes, and the last may have been cut in the middle.
        if len(answer.encode("utf-8", "replace")) >= limit - 4:
            put = _without_beginning(put, signs, slug)
        return put[:limit]

    return without


def _without_beginning(answer: str, signs: list[str], slug: str) -> str:
    """The answer with the mark for the beginning of the text that it ends with."""
    each = {sign: re.compile(sign) for sign in signs}
    for found in re.finditer("".join(signs[:SHORTEST]), answer):
        at = found.end()
        for sign in signs[SHORTEST:]:
            more = each[sign].match(answer, at)
            if more is None:
                break
            at = more.end()
        if _CUT.match(answer, at):
            return answer[: found.start()] + MARK
    for length in range(len(slug) - 1, SHORTEST - 1, -1):
        if answer.endswith(slug[:length]) and not answer[: -length or None][-1:].isalnum():
            return answer[:-length] + MARK
    return answer


def _ways(sign: str) -> str:
    """The pattern of the sign as any of these writes it."""
    ways = {re.escape(sign), re.escape(escape(sign)), f"(?i:{re.escape(quote(sign, safe=''))})"}
    escaped = json.dumps(sign)[1:-1]
    if escaped != sign:  # the backslashes are doubled once more where JSON stands within JSON
        ways.add(re.escape(escaped).replace(r"\\", r"\\{1,8}") if len(escaped) == 2 else _unicode_escapes(escaped))
    if sign == "/":
        ways.add(r"\\{1,8}/")
    if sign == " ":
        ways.add(r"\+")
    if sign in _HTML:
        ways.add(_HTML[sign])
    if sign in "&<>'\"":
        ways.add(rf"\\{{1,8}}u(?i:{ord(sign):04x})")
    return f"(?:{'|'.join(sorted(ways, key=len, reverse=True))})"


def _unicode_escapes(escaped: str) -> str:
    return "".join(rf"\\{{1,8}}u(?i:{unit})" for unit in re.findall(r"\\u([0-9a-f]{4})", escaped))
