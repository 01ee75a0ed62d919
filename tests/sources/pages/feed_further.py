"""Ten further feeds of each kind, written before anything was mended for them."""

import datetime as dt
from typing import Any

from tests.sources.pages.feed_cases import GOOD, TAKEN_B, THIRD, A, B, FeedCase, atom, item, rss

NEVER = dt.date(2024, 5, 3)


def _bad_items() -> list[FeedCase]:
    rows: list[tuple[str, str, tuple[Any, ...], dict[str, int]]] = [
        ("surrogates the wrong way round", item(title="A &#xDE09;&#xD83D;"), ((A, None, "A \ufffd\ufffd"),), {}),
        ("a reference without an end", item(title="A &#x41 B"), ((A, None, None),), {}),
        ("a reference to nothing", item(title="A &#; B &#x; C"), ((A, None, "A &#; B &#x; C"),), {}),
        ("an attribute twice", f'<item id="1" id="2"><title>A</title><link>{A}</link></item>', ((A, None, "A"),), {}),
        ("a prefix that nobody declares", item(more="<zz:lead>x</zz:lead>"), ((A, None, "A"),), {}),
        ("an end tag of another element", f"<item><title>A</summary><link>{A}</link></item>", ((A, None, None),), {}),
        ("a lower than sign in the title", item(title="Fewer < 5,000 hit"), ((A, None, None),), {}),
        ("HTML that is not escaped", item(more="<description><p>One<br>Two<img src=x></description>"), ((A, None, "A"),), {}),
        ("a tag with a digit first", item(more="<9lives>x</9lives>"), ((A, None, "A"),), {}),
        ("a comment with two hyphens", item(more="<!-- a -- b -->"), ((A, None, "A"),), {}),
        ("an end of CDATA alone", item(title="A ]]> B"), ((A, None, None),), {}),
        ("two links", f"<item><title>A</title><link>{A}</link><link>{A}?print=1</link></item>", ((f"{A}?print=1", None, "A"),), {}),
    ]  # fmt: skip
    return [FeedCase("bad item", name, rss(bad + GOOD), (*taken, TAKEN_B), drop) for name, bad, taken, drop in rows]


def _dates() -> list[FeedCase]:
    fine = {
        "2024-05-03T19:46:51.123456Z": THIRD,
        "2024-05-03T24:00:00Z": THIRD,
        "2024-05-03 19:46:51 UTC": THIRD,
        "Fri, 3 May 2024 19:46 EST": THIRD,
        "Fri, 03 May 24 19:46:51 GMT": THIRD,
        "Fri May  3 19:46:51 2024": THIRD,
        "03 May 2024": THIRD,
        "3. 5. 2024": THIRD,
        "2024年5月3日": THIRD,
        "piątek, 3 maja 2024": THIRD,
        "3 de maio de 2024 às 10:00": THIRD,
        "2024-05-03+02:00": THIRD,
    }
    cases = [FeedCase("odd date", words, rss(item(date=words)), ((A, day, "A"),)) for words, day in fine.items()]
    return cases + [
        FeedCase("odd date", words, rss(item(date=words)), ((A, None, "A"),), {"unreadable_date": 1})
        for words in ("2024-W18", "2024/02/30", "31/04/2024", "Fri, 31 Apr 2024 10:00:00 GMT", "05-03-2024", "0000-00-00",
                      "{{ pubDate }}", "Q2 2024", "5 hours ago", "2023-366")
    ]  # fmt: skip


def _ages() -> list[FeedCase]:
    impossible = [
        "2041/05/03",
        "Wed, 02 Dec 2026 00:00:00 GMT",
        "20991231",
        "2100-W01-1",
        "4102444800000",
        "2027-001",
        "1989.12.31",
        "3 mai 1899",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01",
        "1900-01-01T00:00:00Z",
    ]
    return [
        FeedCase("impossible day", word, rss(item(date=word)), ((A, None, "A"),), {"impossible_date": 1})
        for word in impossible
    ]


def _links() -> list[FeedCase]:
    fine = {
        "https://gazette.example/a\r\n": A,
        "https://gazette.example/data breach/at norbank": "https://gazette.example/data%20breach/at%20norbank",
        "https://gazette.example/a\n?p=1": f"{A}?p=1",
        "https://gazette.example/a%20b": "https://gazette.example/a%20b",
        "https://gazette.example/a|b": "https://gazette.example/a%7Cb",
        "\u00a0https://gazette.example/a\u00a0": A,
        "&#10;https://gazette.example/a&#10;": A,
        "https://gazette.example/a?x=1&y=2": f"{A}?x=1&y=2",
        "https://gazette.example:443/a": A,
        "https://gazette.example/[a]": "https://gazette.example/[a]",
        "https:///gazette.example/a": A,
    }
    cases = [FeedCase("link", link, rss(item(link)), ((url, None, "A"),)) for link, url in fine.items()]
    unusable = ("n/a", "-", "#", "TBD", "https://gazette example/a", "about:blank", "blob:https://g.example/1",
                "https://gazette.example:99999/a", "file:///etc/passwd")  # fmt: skip
    return cases + [FeedCase("link", link, rss(item(link) + GOOD), (TAKEN_B,), {"bad_link": 1}) for link in unusable]


def _caps() -> list[FeedCase]:
    day = dt.date(2015, 1, 1)

    def entry(number: int, date: str) -> str:
        return f"<entry><title>{number}</title><link href='{A}/{number}'/><updated>{date}</updated></entry>"

    def days(count: int) -> list[str]:
        return [str(day + dt.timedelta(days=number)) for number in range(count)]

    def kept(numbers: range, dates: list[str] | None) -> tuple[Any, ...]:
        return tuple((f"{A}/{n}", dt.date.fromisoformat(dates[n]) if dates else None, str(n)) for n in numbers)

    dates = days(700)
    epochs = [str(int(dt.datetime.combine(dt.date.fromisoformat(one), dt.time(), dt.UTC).timestamp())) for one in dates]
    mails = [dt.date.fromisoformat(one).strftime("%a, %d %b %Y 10:00:00 GMT") for one in dates]

    def listed(written: list[str], count: int) -> str:
        return "".join(item(f"{A}/{n}", title=str(n), date=written[n]) for n in range(count))

    rows: list[tuple[str, bytes, tuple[Any, ...], int]] = [
        ("Atom, newest last", atom("".join(entry(n, dates[n]) for n in range(600))), kept(range(100, 600), dates), 100),
        ("Atom, newest first", atom("".join(entry(n, dates[n]) for n in reversed(range(600)))), kept(range(100, 600), dates), 100),
        ("seconds since 1970", rss(listed(epochs, 600)), kept(range(100, 600), dates), 100),
        ("by mail, newest last", rss(listed(mails, 600)), kept(range(100, 600), dates), 100),
        ("by mail, 700", rss(listed(mails, 700)), kept(range(200, 700), dates), 200),
        ("year first with slashes", rss(listed([one.replace("-", "/") for one in dates], 501)), kept(range(1, 501), dates), 1),
        ("one date for all, newest first", rss("".join(item(f"{A}/{n}", title=str(n), date="2024-05-03") for n in reversed(range(600)))),
         tuple((f"{A}/{n}", NEVER, str(n)) for n in range(100, 600)), 100),
        ("each date unreadable", rss("".join(item(f"{A}/{n}", title=str(n), date="soon") for n in reversed(range(510)))),
         kept(range(10, 510), None), 10),
        ("pinned above, newest first", rss(item(B, title="Pin", date=dates[0]) + "".join(item(f"{A}/{n}", title=str(n), date=dates[n]) for n in reversed(range(600)))),
         kept(range(100, 600), dates), 101),
        ("with a prefix", rss("".join(f"<r:item><r:title>{n}</r:title><r:link>{A}/{n}</r:link><r:pubDate>{dates[n]}</r:pubDate></r:item>" for n in range(501)), attributes='xmlns:r="http://backend.userland.com/rss2"'),
         kept(range(1, 501), dates), 1),
    ]  # fmt: skip
    cases = []
    for name, body, taken, over in rows:
        dropped = {"beyond_cap": over} | ({"unreadable_date": 500} if "unreadable" in name else {})
        cases.append(FeedCase("cap", name, body, taken, dropped))
    return cases


FURTHER = [*_bad_items(), *_dates(), *_ages(), *_links(), *_caps()]
