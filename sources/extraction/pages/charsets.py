"""Bytes to text by the WHATWG rules (https://encoding.spec.whatwg.org, HTML section 13.2.3), with two exceptions.

| asked, in this order                        | then                                                            |
| ------------------------------------------- | --------------------------------------------------------------- |
| a byte-order mark                           | it decides, whatever else is said                               |
| the label of the HTTP header                | as browsers map labels: iso-8859-1 is windows-1252              |
| the page's own: `<meta>`, XML declaration   | the same; one that says UTF-16 is in fact UTF-8                 |
| nothing said, or no known label             | UTF-8 where most of what is beyond ASCII is; else windows-1252, |
|                                             | or a guess where that is much of the text                       |

A byte that is none of its charset costs one character, U+FFFD, and never another charset for the others. Exceptions:

- What is labelled UTF-8, and has bytes beyond ASCII of which none looks like UTF-8, is windows-1252: a browser shows a
  reader a wrong character there and he guesses it, but whoever reads numbers would lose a pound sign or a dash.
- Feeds, as XML parsers and feed readers take them: UTF-16 is known without a mark, and what is valid UTF-8 is UTF-8,
  whatever is declared (of ASCII alone, such as ISO-2022-JP, what is declared).
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message

import webencodings
from charset_normalizer import from_bytes

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]{0,500}", re.IGNORECASE)
_CHARSET = re.compile(rb"[\s/\"']charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTENT = re.compile(
    rb"content\s*=\s*(?:\"[^\"]*?|'[^']*?|[^\s>]*?)charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_EQUIV = re.compile(rb"http-equiv\s*=\s*[\"']?\s*content-type", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_MEANT = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}  # in a <meta>
_HEAD_BYTES = 4096
_WINDOWS_1252 = webencodings.lookup("windows-1252")
_FOREIGN = 0.2  # of the text: no script of Latin letters has so much beyond ASCII
_GUESSED = {
    "cp1251": "windows-1251", "koi8_r": "koi8-r", "cp1253": "windows-1253", "cp1255": "windows-1255",
    "cp1256": "windows-1256", "shift_jis": "shift_jis", "euc_jp": "euc-jp", "gb18030": "gb18030", "big5": "big5",
    "euc_kr": "euc-kr", "cp1252": "windows-1252",
}  # fmt: skip
_GUESSED_BYTES = 200_000
# What looks like a character of UTF-8, whole or cut, and the bytes that windows-1252 has not.
_OF_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_NOT_OF_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def split_content_type(content_type: str) -> tuple[str, str]:
    """The type of content and the label of its charset, as a header names them; each empty where it names none."""
    message = Message()
    message["content-type"] = content_type or "unknown/unknown"
    kind = message.get_content_type() if content_type and "/" in content_type else ""
    return kind, message.get_content_charset() or ""


def decode(body: bytes, *, charset: str = "", is_page: bool = False) -> str:
    """The bytes as text; `charset` is the HTTP header's, and a page is asked for its own. Never raises."""
    known = webencodings.lookup(charset) or (_of_page(body[:_HEAD_BYTES]) if is_page else None)
    return _decoded(body, known or _undeclared(body))


def decode_feed(body: bytes, *, charset: str = "") -> str:
    """The bytes of a feed as text; `charset` is the HTTP header's. Never raises."""
    for start, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = webencodings.lookup(charset) or next(_known(_XML_DECLARATION.findall(body[:_HEAD_BYTES])), None)
    if not body.isascii() and _is_utf8(body):
        declared = webencodings.UTF8
    return _decoded(body, declared or _undeclared(body))


def _decoded(body: bytes, known: webencodings.Encoding) -> str:
    if (
        known is webencodings.UTF8
        and not _is_utf8(body)
        and not _OF_UTF8.search(body)
        and not _NOT_OF_1252.search(body)
    ):
        known = _WINDOWS_1252
    return str(webencodings.decode(body, known, "replace")[0])


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _of_page(head: bytes) -> webencodings.Encoding | None:
    labels = []
    for meta in _META.findall(_COMMENT.sub(b"", head)):
        typed = _EQUIV.search(meta)
        found = _CONTENT.search(meta) if typed else _CHARSET.search(meta)
        labels += [found[1]] if found and (typed or b"content" not in meta.lower()) else []
    labels += _XML_DECLARATION.findall(head)
    known = next(_known(labels), None)
    return webencodings.lookup(_MEANT.get(known.name, known.name)) if known else None


def _known(labels: Iterable[bytes]) -> Iterator[webencodings.Encoding]:
    return filter(None, (webencodings.lookup(label.decode("ascii")) for label in labels))


def _undeclared(body: bytes) -> webencodings.Encoding:
    text = body.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") * 2 <= beyond_ascii:
        return webencodings.UTF8
    is_foreign = beyond_ascii > len(text) * _FOREIGN
    guess = from_bytes(body[:_GUESSED_BYTES], cp_isolation=list(_GUESSED)).best() if is_foreign else None
    return webencodings.lookup(_GUESSED[guess.encoding] if guess else "windows-1252")
