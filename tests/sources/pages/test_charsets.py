"""Bytes become text as they do in browsers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.pages.charsets import decode
from sources.extraction.pages.clean import clean

WORDS = "Zürich — “Größe” kostet 5 €: naïve façade. The bank wrote to its customers in May. "
UTF8, LATIN = WORDS.encode(), WORDS.encode("cp1252")
RUSSIAN = "Банк сообщил клиентам, что их данные были похищены неизвестными лицами. " * 4


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (LATIN, "iso-8859-1", WORDS),
        (LATIN, "ISO_8859-1", WORDS),
        (LATIN, "us-ascii", WORDS),
        (LATIN, "l1", WORDS),
        (UTF8, "utf8", WORDS),
        (UTF8, "no-such-charset", WORDS),
        (UTF8, "utf-7", WORDS),
        (b"\xef\xbb\xbf" + UTF8, "windows-1252", WORDS),
        (WORDS.encode("utf-16"), "utf-8", WORDS),
        (WORDS.encode("utf-16-le"), "utf-16", WORDS),
        (RUSSIAN.encode("koi8_r"), "koi8-r", RUSSIAN),
        (b"<meta charset=koi8-r>" + UTF8, "utf-8", f"<meta charset=koi8-r>{WORDS}"),
        # one broken byte costs one character, whatever is declared
        (UTF8 * 9 + b"\xfc" + UTF8, "utf-8", WORDS * 9 + "\ufffd" + WORDS),
        (UTF8 * 9 + b"\xfc" + UTF8, "", WORDS * 9 + "\ufffd" + WORDS),
        (UTF8 + b"\xe2\x80" + b"x", "utf-8", WORDS + "\ufffdx"),
        # nothing declared
        (UTF8, "", WORDS),
        (LATIN, "", WORDS),
        (b"It" + b"\x92" + b"s 45,000 customers", "", "It\u2019s 45,000 customers"),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (b"", "", ""),
    ],
)  # fmt: skip
def test_header_and_mark_decide(body: bytes, charset: str, text: str) -> None:
    assert decode(body, charset=charset) == text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta charset="iso-8859-1">', LATIN),
        ("<META CHARSET = latin1 >", LATIN),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', LATIN),
        ("<meta content='text/html;charset=iso-8859-1' http-equiv=content-type>", LATIN),
        ("<meta http-equiv=content-type content=text/html;charset=iso-8859-1>", LATIN),
        ('<meta charset="utf-16">', UTF8),
        ('<meta charset="x-user-defined">', LATIN),
        ('<!-- <meta charset="koi8-r"> --><meta charset="iso-8859-1">', LATIN),
        ('<meta name="description" content="of the charset=koi8-r">', UTF8),
        ('<meta charset="no-such"><meta charset="iso-8859-1">', LATIN),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', LATIN),
        ("", UTF8),
    ],
)
def test_a_page_says_its_charset_itself(head: str, body: bytes) -> None:
    assert decode(head.encode() + body, is_page=True) == head + WORDS


def test_a_broken_byte_leaves_the_rest_of_a_page_alone() -> None:
    paragraphs = "".join(
        f"<p>Absatz {n}: Die Bank schrieb ihren Kunden, größere Mengen seien fort.</p>" for n in range(6)
    )
    body = f"<html><head><title>Bank</title></head><body><article>{paragraphs}</article></body></html>".encode()
    found = clean(body.replace("größere".encode(), b"gr\xffere", 1), url="https://gazette.example/")
    assert found.text.count("größere") == 5
    assert found.text.count("\ufffd") == 1


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "utf-16", "replacement", "hz-gb-2312", "big5", "x"]))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    assert isinstance(decode(b"<meta charset=" + body + body, charset=charset, is_page=True), str)
