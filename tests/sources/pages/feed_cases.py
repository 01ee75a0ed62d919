"""Feeds as they are found, ten of each kind, and what is to be taken from each.

`taken` holds (address, day, title) of every entry; None for a title that does not matter. `dropped` holds
how many were dropped for which reason. The feeds are read as on TODAY.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

TODAY = dt.date(2026, 11, 30)
BASE = "https://gazette.example/feed"
A, B = "https://gazette.example/a", "https://gazette.example/b"
GOOD = f"<item><title>B</title><link>{B}</link><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate></item>"
THIRD = dt.date(2024, 5, 3)
TAKEN_B = (B, THIRD, "B")


@dataclass(frozen=True)
class FeedCase:
    kind: str
    name: str
    body: bytes
    taken: tuple[tuple[str, dt.date | None, str | None], ...]
    dropped: dict[str, int] = field(default_factory=dict)
    content_type: str = "application/rss+xml"

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def rss(items: str, *, head: str = "", attributes: str = "") -> bytes:
    text = (
        f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel><title>F</title>{head}{items}</channel></rss>'
    )
    return text.encode()


def atom(entries: str, *, attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>F</title>{entries}</feed>'.encode()


def item(link: str = A, *, title: str = "A", date: str = "", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{date and f'<pubDate>{date}</pubDate>'}{more}</item>"


def _bad_items() -> list[FeedCase]:
    taken_a = (A, None, None)
    rows: list[tuple[str, str, tuple[Any, ...], dict[str, int]]] = [
        ("a pair of surrogates", item(title="A &#xD83D;&#xDE09;"), ((A, None, "A 😉"),), {}),
        ("a lone surrogate", item(title="A &#xDE09;"), ((A, None, "A \ufffd"),), {}),
        (
            "decimal surrogates, in the link",
            item(f"{A}?x=&#55357;&#56841;"),
            ((f"{A}?x=%F0%9F%98%89", None, None),),
            {},
        ),
        ("a reference beyond Unicode", item(title="A&#x110000;&#99999999;"), ((A, None, "A"),), {}),
        ("a reference to a control character", item(title="A&#0;&#x1F;&#11;"), ((A, None, "A"),), {}),
        ("an open CDATA section", f"<item><link>{A}</link><title><![CDATA[A</title></item>", (taken_a,), {}),
        ("an open comment", f"<item><link>{A}</link><title>A</title><!-- x</item>", (taken_a,), {}),
        ("an element that is not closed", f"<item><link>{A}</link><title>A</item>", (taken_a,), {}),
        ("an open quote", f'<item><link>{A}</link><enclosure url="x><title>A</title></item>', (taken_a,), {}),
        ("raw control characters and an ampersand", item(title="A\x00\x0b & Co"), ((A, None, "A & Co"),), {}),
        ("nothing but an opening tag", "<item", (), {"no_link": 1}),
        ("an item that is empty", "<item/>", (), {"no_link": 1}),
    ]
    return [FeedCase("bad item", name, rss(bad + GOOD), (*taken, TAKEN_B), drop) for name, bad, taken, drop in rows]


def _dates() -> list[FeedCase]:
    fine = {
        "2026/11/27": dt.date(2026, 11, 27),
        "2026.11.27": dt.date(2026, 11, 27),
        "1714732800": THIRD,
        "2024-W18-5": THIRD,
        "Fri, 03 May 2024 19:46:51 -0700": THIRD,
        "2024-124": THIRD,
        "1714732800000": THIRD,
        "2024-5-3 9:05": THIRD,
        "2024-05-03T23:30:00-05:00": THIRD,
        "Fri, 03 May 2024 00:30:00 +0200": THIRD,
        "Freitag, 3. Mai 2024 10:00": THIRD,
        "vie, 03 may 2024 10:00:00 +0200": THIRD,
        "3 août 2023": dt.date(2023, 8, 3),
        "27/11/2024": dt.date(2024, 11, 27),
        "Friday, May 3rd, 2024": THIRD,
        "20240503194651": THIRD,
    }
    cases = [FeedCase("odd date", words, rss(item(date=words)), ((A, day, "A"),)) for words, day in fine.items()]
    cases += [
        FeedCase("odd date", words, rss(item(date=words)), ((A, None, "A"),), {"unreadable_date": 1})
        for words in ("05/03/2024", "yesterday", "2024", "2024-02-30", "Mai 2024", "2024-13-05")
    ]
    second = item(date="soon", more="<dc:date>2024-05-03</dc:date>")
    attributes = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return [*cases, FeedCase("odd date", "the second is fine", rss(second, attributes=attributes), ((A, THIRD, "A"),))]


def _ages() -> list[FeedCase]:
    impossible = [
        "Mon, 03 May 2041 10:00:00 GMT",
        "2026-12-02",
        "2099-01-01T00:00:00Z",
        "9999-12-31",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "0001-01-01T00:00:00Z",
        "1899-12-30",
        "Sun, 31 Dec 1989 23:59:59 GMT",
        "2300000000",
        "30/12/1899",
    ]
    possible = {"2026-12-01": dt.date(2026, 12, 1), "1990-01-01": dt.date(1990, 1, 1), "631152000": dt.date(1990, 1, 1)}
    cases = [
        FeedCase("impossible day", word, rss(item(date=word)), ((A, None, "A"),), {"impossible_date": 1})
        for word in impossible
    ]
    return cases + [
        FeedCase("impossible day", word, rss(item(date=word)), ((A, day, "A"),)) for word, day in possible.items()
    ]


def _links() -> list[FeedCase]:
    fine = {
        "https://gazette.example/a b": "https://gazette.example/a%20b",
        "\n    https://gazette.example/a\n   ": A,
        "https://gazette.example/very/long-\n      path": "https://gazette.example/very/long-path",
        "https://gazette.example/a?q=data breach&amp;p=1": "https://gazette.example/a?p=1&q=data%20breach",
        "https://gazette.example/a\tb": "https://gazette.example/ab",
        "HTTPS://GAZETTE.EXAMPLE/a": A,
        "//gazette.example/a": A,
        "https://gazette.example/ä": "https://gazette.example/%C3%A4",
        "<![CDATA[ https://gazette.example/a ]]>": A,
        "https://gazette.example/100%": "https://gazette.example/100%25",
    }
    cases = [FeedCase("link", link, rss(item(link)), ((url, None, "A"),)) for link, url in fine.items()]
    unusable = (
        "N/A",
        "none",
        "javascript:alert(1)",
        "mailto:a@gazette.example",
        "feed:https://gazette.example/a",
        "ftp://gazette.example/a",
        "https://",
        "http://[::1",
        "www.gazette.example/a",
        "https://u:p@gazette.example/a",
        f"https://gazette.example/{'a' * 1000}",
        "data:text/html,x",
        "tag:gazette.example,2024:1",
    )
    cases += [FeedCase("link", link[:40], rss(item(link) + GOOD), (TAKEN_B,), {"bad_link": 1}) for link in unusable]
    permanent = item("N/A", more=f"<guid>{A}</guid>")
    cases.append(FeedCase("link", "the guid is one", rss(permanent), ((A, None, "A"),)))
    cases.append(
        FeedCase(
            "link",
            "none, and no permalink",
            rss(f'<item><guid isPermaLink="false">{A}</guid></item>'),
            (),
            {"no_link": 1},
        )
    )
    return cases


def _caps() -> list[FeedCase]:
    def many(count: int, *, rising: bool, dated: Any = lambda number: True, broken: str = "") -> bytes:
        day = dt.date(2015, 1, 1)
        order = range(count) if rising else range(count - 1, -1, -1)
        dates = {number: str(day + dt.timedelta(days=number)) if dated(number) else "" for number in order}
        return rss(broken + "".join(item(f"{A}/{number}", title=str(number), date=dates[number]) for number in order))

    def newest(count: int, first: int, dated: Any = lambda number: True) -> tuple[Any, ...]:
        day = dt.date(2015, 1, 1)
        days = {number: day + dt.timedelta(days=number) if dated(number) else None for number in range(first, count)}
        return tuple((f"{A}/{number}", days[number], str(number)) for number in range(first, count))

    never, third = (lambda number: False), (lambda number: number % 3 == 0)
    undated = tuple((url, None, title) for url, _, title in newest(600, 100))
    rows: list[tuple[str, bytes, tuple[Any, ...], int]] = [
        ("newest last", many(600, rising=True), newest(600, 100), 100),
        ("newest first", many(600, rising=False), newest(600, 100), 100),
        ("newest first, no dates", many(600, rising=False, dated=never), undated, 100),
        ("newest first, a third has a date", many(600, rising=False, dated=third), newest(600, 100, third), 100),
        ("newest last, a third has a date", many(600, rising=True, dated=third), newest(600, 100, third), 100),
        ("exactly the cap", many(500, rising=True), newest(500, 0), 0),
        ("one more", many(501, rising=True), newest(501, 1), 1),
        (
            "newest last, the first is broken",
            many(600, rising=True, broken="<item><title><![CDATA[x</title></item>"),
            newest(600, 100),
            101,
        ),
        ("thousands", many(3000, rising=True), newest(3000, 2500), 2500),
        (
            "newest last, dates in CDATA",
            many(600, rising=True)
            .replace(b"<pubDate>", b"<pubDate><![CDATA[")
            .replace(b"</pubDate>", b"]]></pubDate>"),
            newest(600, 100),
            100,
        ),
        ("few, newest last", many(3, rising=True), newest(3, 0), 0),
    ]
    return [
        FeedCase("cap", name, body, taken, {"beyond_cap": over} if over else {}) for name, body, taken, over in rows
    ]


def _repeats() -> list[FeedCase]:
    rows: list[tuple[str, str, tuple[Any, ...], dict[str, int]]] = [
        ("one address twice", item() + item(title="A, updated"), ((A, None, "A"),), {"repeated": 1}),
        ("apart by tracking alone", item() + item(f"{A}?utm_source=rss"), ((A, None, "A"),), {"repeated": 1}),
        ("apart by a fragment alone", item() + item(f"{A}#c1"), ((A, None, "A"),), {"repeated": 1}),
        (
            "the newer one stands",
            item(date="2024-05-01") + item(date="2024-05-03", title="N"),
            ((A, THIRD, "N"),),
            {"repeated": 1},
        ),
        ("three times", item() * 3, ((A, None, "A"),), {"repeated": 2}),
        (
            "one guid, two addresses",
            item(more="<guid isPermaLink='false'>1</guid>") + item(B, more="<guid isPermaLink='false'>1</guid>"),
            ((B, None, None), (A, None, None)),
            {},
        ),
        ("an empty guid", item(more="<guid></guid>") + item(B, more="<guid/>"), ((B, None, None), (A, None, None)), {}),
        ("one title, two addresses", item() + item(B), ((B, None, "A"), (A, None, "A")), {}),
        (
            "two guids, one address",
            item(more="<guid>1</guid>") + item(more="<guid>2</guid>"),
            ((A, None, "A"),),
            {"repeated": 1},
        ),
        ("blanks around", item() + item(f" {A} "), ((A, None, "A"),), {"repeated": 1}),
    ]
    return [FeedCase("repeated", name, rss(items), taken, dropped) for name, items, taken, dropped in rows]


CASES = [*_bad_items(), *_dates(), *_ages(), *_links(), *_caps(), *_repeats()]
