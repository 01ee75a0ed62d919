"""One article, one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.pages.addresses import UnusableUrl, canonical_url, host_of


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTPS://News.Example:443/a/../b", "https://news.example/b"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=9", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1&b=1", "https://news.example/a?a=1&b=2&b=1"),
        ("https://news.example/%7euser/%e2%80%8c", "https://news.example/~user/%E2%80%8C"),
        ("https://zeitung.example/ü", "https://zeitung.example/%C3%BC"),
        ("  https://news.example/a  ", "https://news.example/a"),
        ("http://news.example/a", "http://news.example/a"),
        ("https://www.news.example/a", "https://www.news.example/a"),
        ("https://news\u2026a.example/a", "https://news.a.example/a"),
    ],
)
def test_addresses_of_one_page_become_one(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("", "empty"),
        ("ftp://news.example/a", "http://"),
        ("javascript:alert(1)", "http://"),
        ("/etc/passwd", "http://"),
        ("https:///a", "no host"),
        ("https://mara:secret@news.example/", "user name"),
        ("https://news.example/a b", "blanks"),
        ("https://news.example/a\nb", "blanks"),
        ("https://[::1", "cannot be read"),
        ("https://news.example:99999/", "cannot be read"),
        ("https://news.example/" + "a" * 1000, "at most 1000"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(wrong: str, why: str) -> None:
    with pytest.raises(UnusableUrl, match=why):
        canonical_url(wrong)


@given(st.text(max_size=60))
def test_no_text_after_a_host_breaks_it_and_twice_is_once(tail: str) -> None:
    try:
        once = canonical_url(f"https://news.example/{tail}")
    except UnusableUrl:
        return
    assert canonical_url(once) == once


def test_the_host_is_told_without_www() -> None:
    assert host_of("https://www.news.example/a") == "news.example"
    assert host_of("urn:sha256:00") == ""
