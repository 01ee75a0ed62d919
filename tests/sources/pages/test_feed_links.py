"""What a page names as its feeds, and robots.txt as its sitemaps."""

import pytest

from sources.extraction.pages.feed_links import LONGEST_ADDRESS, MOST_LINKS, feed_links, sitemaps

AT = "https://isle.example/news/today"
KINDS = ("rss+xml", "atom+xml", "feed+json")
RSS = 'rel="alternate" type="application/rss+xml"'

# name, the page, the addresses that it names
PAGES: list[tuple[str, str, list[str]]] = [
    ("names one", f'<link {RSS} href="https://isle.example/rss" title="News">', ["https://isle.example/rss"]),
    ("names it from its own place", f'<link {RSS} href="../rss?a=1&amp;b=2">', ["https://isle.example/rss?a=1&b=2"]),
    ("has a base", f'<base href="/sub/"><link {RSS} href="rss">', ["https://isle.example/sub/rss"]),
    ("writes in capitals", f'<LINK {RSS.upper()} HREF="/rss">', ["https://isle.example/rss"]),
    (
        "has three kinds",
        "".join(f'<link rel=alternate type="application/{kind}" href="/{kind}">' for kind in KINDS),
        [f"https://isle.example/{kind}" for kind in KINDS],
    ),
    ("names it twice", f'<link {RSS} href="/rss"><link {RSS} href="/rss#top">', ["https://isle.example/rss"]),
    ("says the charset of the feed", '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/rss">', ["https://isle.example/rss"]),
    ("names it in the body", f"<body><p>Text</p><link {RSS} href=/rss></body>", ["https://isle.example/rss"]),
    ("names another language", '<link rel="alternate" hreflang="fr" href="/fr">', []),
    ("names a style sheet", '<link rel="alternate stylesheet" type="application/rss+xml" href="/css">', []),
    ("names one in a comment", f'<!-- <link {RSS} href="/rss"> -->', []),
    ("names one in a script", f"<script>'<link {RSS} href=\"/rss\">'</script>", []),
    ("leads to a script", f'<link {RSS} href="javascript:alert(1)"><link {RSS} href="data:text/xml,x">', []),
    ("leads to a file", f'<link {RSS} href="file:///etc/passwd"><link {RSS} href="//[bad">', []),
    ("leads nowhere", f'<link {RSS}><link {RSS} href=""><link {RSS} href=" ">', []),
    ("leads too far", f'<link {RSS} href="/{"x" * LONGEST_ADDRESS}">', []),
    ("is no page", "\x00\x01\x02", []),
    ("is empty", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("page", "urls"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_page_names_its_feeds(page: str, urls: list[str]) -> None:
    assert [link.url for link in feed_links(page.encode(), url=AT, content_type="text/html").links] == urls


def test_a_feed_has_the_title_that_the_page_gives_it() -> None:
    page = f'<link {RSS} href="/rss" title="  Isle &amp;\n News ">'.encode()
    assert feed_links(page, url=AT).links[0].title == "Isle & News"


def test_of_very_many_links_few_are_taken_and_the_rest_counted() -> None:
    page = "".join(f'<link {RSS} href="/{number}">' for number in range(50_000)).encode()
    found = feed_links(page, url=AT)
    assert len(found.links) == MOST_LINKS
    assert found.more > 1_000


def test_deep_and_broken_pages_are_read_as_far_as_they_go() -> None:
    page = f"{'<div>' * 50_000}<link {RSS} href=/rss>".encode()
    feed_links(page, url=AT)
    assert feed_links(f'<link {RSS} href="/rss"><a <b "><'.encode(), url=AT).links[0].url == "https://isle.example/rss"


def test_robots_name_sitemaps() -> None:
    text = b"User-agent: *\nSITEMAP : /a.xml # ours\nSitemap:https://isle.example/b.xml\nSitemap: ftp://x/\nsitemap\n"
    assert [link.url for link in sitemaps(text, url=AT).links] == [
        "https://isle.example/a.xml",
        "https://isle.example/b.xml",
    ]
    assert sitemaps(b"\xff\xfe\x00", url=AT).links == ()
