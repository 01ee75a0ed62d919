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


@pytest.mark.parametrize(
    ("body", "text"),
    [
        # one broken byte, and the rest is whole
        (UTF8 + b"\x80", WORDS + "\ufffd"),
        (b"\xff" + UTF8, "\ufffd" + WORDS),
        (UTF8 + b"\xc3", WORDS + "\ufffd"),
        (UTF8.replace("ü".encode(), b"\xfc"), WORDS.replace("ü", "\ufffd")),
        (UTF8 + b"\xed\xa0\xbd", WORDS + "\ufffd\ufffd\ufffd"),
        (UTF8 + b"\xc0\xaf", WORDS + "\ufffd\ufffd"),
        (UTF8 + b"\xf5\x80", WORDS + "\ufffd\ufffd"),
        (UTF8 + b"a\x96b", WORDS + "a\ufffdb"),
        # cut in the middle of a character: it is UTF-8, though no character is whole
        (b"45,000 customers\xe2\x80", "45,000 customers\ufffd"),
        (b"45,000 customers \xf0\x9f\x98 wrote", "45,000 customers \ufffd wrote"),
        # no byte of it is UTF-8 beyond ASCII, and each is windows-1252
        (b"fined \xa35 million", "fined £5 million"),
        (b"fined \xa3 5 million", "fined £ 5 million"),
        (b"5,000\x96customers", "5,000\u2013customers"),
        (b"45\xa0000 customers", "45\u00a0000 customers"),
        (b"It\x92s 45,000 \x93customers\x94", "It\u2019s 45,000 “customers”"),
        (b"5 million \x80", "5 million €"),
        (b"gr\xf6\xdfere Mengen, 45.000 Kunden", "größere Mengen, 45.000 Kunden"),
        # windows-1252 has no such byte either
        (b"45,000\x81customers", "45,000\ufffdcustomers"),
    ],
)
def test_a_label_of_utf8_holds_unless_nothing_in_the_text_is_utf8(body: bytes, text: str) -> None:
    head = b'<meta charset="utf-8">'
    assert decode(body, charset="utf-8") == text
    assert decode(head + body, is_page=True) == head.decode() + text


@pytest.mark.parametrize(
    "label",
    ["iso-8859-1", "ISO-8859-1", "iso8859-1", "latin1", "Latin1", "ascii", "ansi_x3.4-1968", "cp1252", "x-cp1252",
     "windows-1252", "cp819", "ibm819", "iso-ir-100", "csisolatin1", "iso_8859-1:1987", " iso-8859-1 "],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv", "XML"])
def test_each_label_of_latin1_means_windows_1252(label: str, where: str) -> None:
    heads = {
        "header": "",
        "meta": f'<meta charset="{label}">',
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
        "XML": f'<?xml version="1.0" encoding="{label.strip()}"?>',
    }
    body = heads[where].encode() + LATIN
    assert decode(body, charset=label if where == "header" else "", is_page=True) == heads[where] + WORDS


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "utf-16", "replacement", "hz-gb-2312", "big5", "x"]))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    assert isinstance(decode(b"<meta charset=" + body + body, charset=charset, is_page=True), str)
