"""The day that a page gives: only one that it writes in full, that can be only one, and that can be at all."""

import datetime as dt

import pytest

from sources.extraction.pages.clean import clean

RIGHT = dt.date(2024, 11, 27)
TEXT = "<p>The clinic told its patients on Tuesday that their records had been copied from a server.</p>" * 6


def day_of(
    head: str = "", body: str = "", *, url: str = "https://gazette.example/a", attributes: str = ""
) -> dt.date | None:
    article = f"<article><h1>Clinic tells patients</h1>{body}{TEXT}</article>"
    page = f"<html {attributes}><head><title>Clinic tells patients</title>{head}</head><body>{article}</body></html>"
    return clean(page.encode(), url=url).published


def meta(date: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{date}">'


def linked(field: str, date: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "{field}": "{date}"}}</script>'


WAYS = {
    "meta": meta,
    "itemprop": lambda date: f'<meta itemprop="datePublished" content="{date}">',
    "JSON-LD": lambda date: linked("datePublished", date),
    "time": lambda date: f'<time datetime="{date}">{date}</time>',
    "text": lambda date: f'<p class="date">{date}</p>',
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "date",
    [
        "2024-02-30",
        "2024-11-31",
        "2024-13-01",
        "2024-00-10",
        "2024-11-00",
        "0000-00-00",
        "2023-02-29T10:00:00Z",
        "31/11/2024",
        "30 February 2024",
        "2023-366",
    ],
)
def test_a_day_that_no_calendar_has_is_none(way: str, date: str) -> None:
    assert day_of(body=WAYS[way](date)) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "date",
    [
        "2024-11",
        "2024",
        "November 2024",
        "2024/11",
        "11/2024",
        "Nov 2024",
        "2024-W48",
        "Q4 2024",
        "2024-11-",
        "November",
        "2024-11T10:30:00Z",
        "2024-11-XX",
        "Wed, Nov 2024 10:00:00 GMT",
        "10:30 November 2024",
        "10.30 Nov 2024",
        "10h30 novembre 2024",
        "10:30 GMT Nov 2024",
        "5:05 PM November 2024",
        "10 am November 2024",
        "Q4 November 2024",
        "v2.3 November 2024",
        "1/2 November 2024",
        "#12 November 2024",
    ],
)
def test_what_is_no_whole_day_is_none(way: str, date: str) -> None:
    assert day_of(body=WAYS[way](date)) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "date",
    [
        "11/10/2024",
        "10-11-2024",
        "1/2/2024",
        "01/02/2024 10:00",
        "11/10/24",
        "03/04/2024, 5:12 PM",
        "12-11-2024",
        "5/6/2024",
        "08/09/2024 UTC",
        "2/1/2024",
    ],
)
def test_what_may_be_one_of_two_days_is_none(way: str, date: str) -> None:
    assert day_of(body=WAYS[way](date)) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "date",
    [
        "1899-12-31",
        "1989-12-31",
        "2099-01-01",
        "0001-01-01",
        "1970-01-01T00:00:00Z",
        "2041-05-03",
        "9999-12-31",
        "1900-01-01",
        "3 May 1899",
        "January 1, 2099",
    ],
)
def test_a_day_on_which_no_page_was_made_is_none(way: str, date: str) -> None:
    assert day_of(body=WAYS[way](date)) is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "date",
    [
        "2024-11-27",
        "2024-11-27T23:30:00-08:00",
        "2024-11-27T00:10:00+09:00",
        "2024/11/27",
        "20241127",
        "27 November 2024",
        "November 27, 2024",
        "27/11/2024",
        "27.11.2024",
        "Wed, 27 Nov 2024 10:00:00 GMT",
        "27. November 2024",
        "27 novembre 2024",
    ],
)
def test_a_whole_day_is_taken_as_it_is_written(way: str, date: str) -> None:
    assert day_of(body=WAYS[way](date)) == RIGHT


@pytest.mark.parametrize(
    ("head", "body", "url"),
    [
        (meta("2024-11"), '<time datetime="2024-11-27">27 November</time>', ""),
        (meta("11/10/2024"), '<time datetime="2024-11-27T08:00Z">today</time>', ""),
        (meta("2024-02-30"), linked("datePublished", "2024-11-27"), ""),
        (linked("datePublished", "2024-11"), '<p class="byline">By A. Vell, 27 November 2024</p>', ""),
        (meta("2024-11"), "", "https://gazette.example/2024/11/27/clinic"),
        (meta("10/11/2024"), "", "https://gazette.example/news/2024-11-27-clinic.html"),
        ("", "", "https://gazette.example/2024/11/27/clinic"),
        (meta("1732705200"), "", ""),
        (meta("11/27/2024"), "", ""),
        (linked("datePublished", "11/27/2024"), "", ""),
        (meta("1732705200000"), "", ""),
        (meta("2024-11-27", "datePublished") + meta("2024-11-29", "article:modified_time"), "", ""),
        (linked("dateModified", "2024-11-29") + linked("datePublished", "2024-11-27"), "", ""),
        (meta("2024-11-27") + '<meta name="date" content="2024-11">', "", ""),
    ],
)
def test_the_first_whole_day_of_publication_is_taken(head: str, body: str, url: str) -> None:
    assert day_of(head, body, url=url or "https://gazette.example/a") == RIGHT


@pytest.mark.parametrize("way", ["meta", "itemprop", "JSON-LD", "time"])
@pytest.mark.parametrize("date", ["2024-11", "November 2024", "2024/11", "Nov 2024", "2024-11T10:30", "novembre 2024"])
@pytest.mark.parametrize("text", ["1 November 2024", "2024-11-01", "November 1, 2024"])
def test_a_month_is_not_its_first_day_where_the_text_tells_of_that(way: str, date: str, text: str) -> None:
    assert day_of(WAYS[way](date), f"<p>{text}</p>") is None


def test_a_whole_day_beside_a_month_counts() -> None:
    assert day_of(meta("November 2024"), '<p class="date">27 November 2024</p>') == RIGHT
    assert day_of(meta("2024-11") + linked("datePublished", "2024-11-01")) == dt.date(2024, 11, 1)


@pytest.mark.parametrize(
    "path",
    [
        "2024/11",
        "2024/11/",
        "2024-11",
        "202411",
        "202411/a",
        "2024/11/27-ways",
        "2024/11/3_things",
        "2024/11/27things",
        "2024112",
        "2024/11-27-ways",
        "2024/112",
        "a/20241/127",
    ],
)
def test_an_address_with_a_month_gives_no_day(path: str) -> None:
    assert day_of(url=f"https://gazette.example/{path}") is None


@pytest.mark.parametrize(
    "path", ["2024/11/27/a", "2024/11/27", "2024-11-27-a", "20241127", "a/20241127-b", "2024/1127/a"]
)
def test_an_address_with_a_whole_day_gives_it(path: str) -> None:
    assert day_of(meta("2024-11-27"), url=f"https://gazette.example/{path}") == RIGHT
