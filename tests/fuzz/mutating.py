"""Seeded changes to bytes and texts: what transport, editors and strangers do to them."""

import random
from collections.abc import Sequence

# Marks of HTML, XML, PDF, JSON and numbers, and characters that are seldom alone.
TOKENS: Sequence[bytes] = (
    *(
        b"<",
        b">",
        b"</p>",
        b"<p>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"&",
        b"&#xD83D;",
        b"&#0;",
        b"&nbsp;",
        b"&amp;",
    ),
    *(b"<script>", b"<style>", b"<table><tr><td>", b"<sup>1</sup>", b"<article>", b"<a href=", b'"', b"'", b"=", b"\0"),
    *(
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbf\xbe",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xe2\x80\xae",
        b"\xe2\x80\x8b",
    ),
    *(b"obj", b"endobj", b"stream", b"<<", b">>", b"/Length 99999999", b"xref", b"0 R", b"%PDF-1.4"),
    *(
        b"9" * 400,
        b"1e999",
        b"-0",
        b"1,000",
        b"million",
        b"10^6",
        b"\xc2\xbd",
        b"\xd9\xa3",
        b"%",
        b"\xe2\x82\xac",
        b"\n\n",
    ),
    *(b"null", b"true", b"{}", b"[]", b"\\u0000", b"\\ud800", b"2041-01-01", b"0001-01-01", b"{", b"}", b",", b":"),
    *(
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<link>",
        b"<pubDate>",
        b"<html lang=",
        b"<meta charset=utf-16>",
        b"<base href='http://[",
    ),
)


def mutated(body: bytes, draw: random.Random, *, most: int = 8) -> bytes:
    """The bytes with up to `most` changes."""
    changed = bytearray(body)
    for _ in range(draw.randint(0, most)):
        draw.choice(_CHANGES)(changed, draw)
    return bytes(changed)


def _span(body: bytearray, draw: random.Random, longest: int) -> slice:
    start = draw.randrange(len(body) + 1)
    return slice(start, min(len(body), start + draw.randint(0, longest)))


def _insert(body: bytearray, draw: random.Random) -> None:
    start = draw.randrange(len(body) + 1)
    body[start:start] = draw.choice(TOKENS) * draw.choice((1, 1, 1, 2, 50))


def _delete(body: bytearray, draw: random.Random) -> None:
    del body[_span(body, draw, draw.choice((1, 10, 500)))]


def _repeat(body: bytearray, draw: random.Random) -> None:
    span = _span(body, draw, draw.choice((3, 40, 300)))
    body[span] = body[span] * draw.choice((2, 3, 20))


def _flip(body: bytearray, draw: random.Random) -> None:
    if body:
        body[draw.randrange(len(body))] = draw.randrange(256)


def _move(body: bytearray, draw: random.Random) -> None:
    span = _span(body, draw, 200)
    taken = body[span]
    del body[span]
    start = draw.randrange(len(body) + 1)
    body[start:start] = taken


def _cut(body: bytearray, draw: random.Random) -> None:
    if draw.random() < 0.2:
        del body[draw.randrange(len(body) + 1) :]


_CHANGES = (_insert, _insert, _delete, _repeat, _flip, _move, _cut)
