"""From the bytes of a page to the text of an article."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.pages.charsets import decode
from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.extraction.pages.plain_text import tidy

PARAGRAPHS = "".join(
    f"<p>Paragraph {number}: the clinic told its patients on Tuesday that their records had been copied in spring.</p>"
    for number in range(6)
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Clinic tells patients | Gazette</title>
<meta property="og:title" content="Clinic tells patients"><meta property="og:site_name" content="Gazette">
<link rel="canonical" href="https://gazette.example/news/clinic?utm_source=x">
<meta property="article:published_time" content="2021-03-04T09:30:00+01:00"></head>
<body><nav><a href="/">Home</a> Subscribe now</nav><article><h1>Clinic tells patients</h1>{PARAGRAPHS}</article>
<script>var tracker = "buy";</script><footer>All rights reserved</footer></body></html>"""

TAGS = (
    "p",
    "div",
    "a",
    "table",
    "tr",
    "td",
    "li",
    "dl",
    "dt",
    "dd",
    "h2",
    "sup",
    "sub",
    "figure",
    "figcaption",
    "aside",
    "pre",
)
FRAGMENTS = [
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
    *(
        '<a href="#1">',
        '<a href="/1">',
        '<a href="http://[x">',
        '<td rowspan="3">',
        '<td rowspan="\u00b2">',
        "<td rowspan=99999999>",
    ),
    *(
        '<span style="vertical-align: super">',
        '<meta charset="utf-16">',
        "<!--",
        "-->",
        "\x00",
        "\u00ad",
        "\u200b",
        "&nbsp;",
    ),
    *(
        "1",
        "[2]",
        "450",
        "87 million",
        "/",
        "Data of 450 customers was stolen, the bank said.",
        "Log in",
        "Read more",
        "We use cookies.",
    ),
]


def test_a_page_gives_its_title_text_day_address_and_language() -> None:
    page = clean(PAGE.encode(), url="https://gazette.example/news/clinic?ref=1", content_type="text/html")
    assert (page.title, page.publisher, page.language) == ("Clinic tells patients", "Gazette", "en")
    assert page.published == dt.date(2021, 3, 4)
    assert page.canonical == "https://gazette.example/news/clinic"
    assert page.text.startswith("Paragraph 0")
    assert page.text.count("Paragraph") == 6
    assert "Subscribe" not in page.text
    assert "tracker" not in page.text


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("of <del>900,000</del> <ins>91,000</ins> customers", "of 91,000 customers"),
        ("of <s>9 million</s> 700,000 customers", "of 700,000 customers"),
        ("of <strike>33</strike> 91,000 customers", "of 91,000 customers"),
        ("of 91,000 customers<template>, or 33 million</template>", "of 91,000 customers"),
        ("of 91,000 customers<span hidden>, or 66 million</span>", "of 91,000 customers"),
    ],
)
def test_what_is_struck_through_or_not_shown_is_not_said(printed: str, read: str) -> None:
    html = PAGE.replace("Paragraph 0", f"The clinic lost data {printed}, it said. Paragraph 0", 1)
    page = clean(html.encode(), url="https://gazette.example/", content_type="text/html")
    assert f"The clinic lost data {read}, it said." in page.text


def test_a_title_is_not_repeated_in_the_text() -> None:
    page = clean(PAGE.encode(), url="https://gazette.example/", content_type="text/html")
    assert not page.text.startswith(page.title)


def test_plain_text_passes_through() -> None:
    page = clean("5 million\r\nPersonen — betroffen\x00\n\n\n\nEnde ".encode(), url="", content_type="text/plain")
    assert page.text == "5 million\nPersonen — betroffen\n\nEnde"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Größe".encode("latin-1"), "iso-8859-1", "Größe"),
        ("Größe".encode(), "", "Größe"),
        ("Größe".encode("utf-8-sig"), "latin-1", "Größe"),
        ("Größe".encode("utf-16"), "", "Größe"),
        ("Größe".encode(), "no-such-charset", "Größe"),
    ],
)
def test_a_charset_is_found(body: bytes, charset: str, text: str) -> None:
    assert decode(body, charset=charset) == text


def test_a_page_may_declare_its_charset_in_its_head() -> None:
    body = PAGE.replace("utf-8", "windows-1252").replace("clinic told", "clinic — Zürich — told").encode("cp1252")
    assert "— Zürich —" in clean(body, url="https://gazette.example/", content_type="text/html").text


@pytest.mark.parametrize("kind", ["image/png", "application/json", "video/mp4; codecs=x"])
def test_other_kinds_of_content_are_refused_by_name(kind: str) -> None:
    with pytest.raises(UnreadablePage, match=kind.split(";", maxsplit=1)[0]):
        clean(b"\x89PNG", url="https://gazette.example/", content_type=kind)


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff" * 500, b"<html>", b"<div>" * 20_000, b"<html><body></body></html>", b"<![CDATA[" * 99]
)
def test_a_page_without_a_text_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadablePage):
        clean(body, url="https://gazette.example/", content_type="text/html")


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes) -> None:
    try:
        page = clean(body, url="https://gazette.example/", content_type="text/html")
    except UnreadablePage:
        return
    assert page.text == tidy(page.text)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_no_fragments_of_a_page_break_it(fragments: list[str], charset: str) -> None:
    body = f"<html><head><title>T</title></head><body>{''.join(fragments)}".encode(charset, "replace")
    try:
        page = clean(body, url="https://gazette.example/", content_type="text/html")
    except UnreadablePage:
        return
    assert page.text
    assert page.text == tidy(page.text)


def test_real_pages_are_read(shared_data: Path) -> None:
    pages = sorted((shared_data / "html").glob("*/*.html"))
    read = [clean(path.read_bytes(), url="https://gazette.example/", content_type="text/html") for path in pages]
    assert len(read) == 12
    assert all(len(page.text) > 1000 and page.title and page.published for page in read)
    assert not any("<" in page.title for page in read)
    assert {page.language for page in read} == {"de", "en"}
