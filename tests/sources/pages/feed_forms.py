"""Feeds in their many forms, ten of each kind: encodings, relative addresses, mark-up in titles, versions."""

from typing import Any

from tests.sources.pages.feed_cases import THIRD, A, B, FeedCase, atom, item, rss

HOST = "https://gazette.example"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def _encodings() -> list[FeedCase]:
    def as_in(name: str, words: str, *, declared: str = "") -> bytes:
        text = rss(item(title=words)).decode()
        return text.replace('"1.0"', f'"1.0" encoding="{declared or name}"').encode(name)

    broken = as_in("utf-8", "Großbank – “leak” in Łódź").replace("ß".encode(), b"\xdf")
    rows: list[tuple[str, bytes, str, str]] = [
        ("UTF-8 with one broken byte", broken, "", "Gro\ufffdbank – “leak” in Łódź"),
        ("latin-1 is windows-1252", as_in("cp1252", "“Café” – €5", declared="iso-8859-1"), "", "“Café” – €5"),
        ("windows-1252 that says UTF-8", as_in("cp1252", "Café", declared="utf-8"), "", "Café"),
        ("UTF-8 that says latin-1", as_in("utf-8", "Café", declared="iso-8859-1"), "", "Café"),
        ("UTF-8, and a header that says ASCII", as_in("utf-8", "Café"), "text/xml; charset=us-ascii", "Café"),
        ("UTF-16 with a mark", as_in("utf-16", "Łódź"), "", "Łódź"),
        ("UTF-16 without a mark", as_in("utf-16-le", "Łódź", declared="utf-16"), "", "Łódź"),
        ("a mark against the declaration", b"\xef\xbb\xbf" + as_in("utf-8", "Łódź", declared="iso-8859-2"), "", "Łódź"),
        ("an encoding that nobody knows", as_in("utf-8", "Łódź", declared="x-unknown"), "", "Łódź"),
        ("Shift_JIS", as_in("shift_jis", "個人情報"), "", "個人情報"),
        ("ISO-2022-JP", as_in("iso-2022-jp", "個人情報"), "", "個人情報"),
        (
            "windows-1251 in the header",
            rss(item(title="Утечка")).decode().encode("cp1251"),
            "text/xml; charset=windows-1251",
            "Утечка",
        ),
        ("KOI8-R", as_in("koi8-r", "Утечка"), "", "Утечка"),
        ("a codec that is no encoding", as_in("utf-8", "Łódź", declared="unicode_escape"), "", "Łódź"),
    ]
    return [FeedCase("encoding", name, body, ((A, None, title),), {}, kind) for name, body, kind, title in rows]


def _relative() -> list[FeedCase]:
    def entry(link: str, attributes: str = "", *, on: str = "") -> bytes:
        return atom(f'<entry {on}><title>A</title><link href="{link}"/></entry>', attributes=attributes)

    rows: list[tuple[str, bytes, str]] = [
        ("a path", rss(item("/a")), A),
        ("a path with dots", rss(item("../news/a")), f"{HOST}/news/a"),
        ("a query", rss(item("?id=7")), f"{HOST}/feed?id=7"),
        ("xml:base of the channel", rss(item("a.html"), attributes=f'xml:base="{HOST}/news/"'), f"{HOST}/news/a.html"),
        ("xml:base that is a path", rss(item("a.html"), attributes='xml:base="/news/"'), f"{HOST}/news/a.html"),
        (
            "xml:base of the item",
            rss(item("a.html").replace("<item>", f'<item xml:base="{HOST}/x/">')),
            f"{HOST}/x/a.html",
        ),
        ("bases in each other", entry("a", f'xml:base="{HOST}/n/"', on='xml:base="y/"'), f"{HOST}/n/y/a"),
        ("a base elsewhere", entry("/a", 'xml:base="https://cdn.example/"'), "https://cdn.example/a"),
        ("Atom without a base", entry("a.html"), f"{HOST}/a.html"),
        ("a base that is none", entry("/a", 'xml:base="javascript:x"'), A),
        ("with a port", rss(item("//gazette.example:443/a")), A),
    ]
    return [FeedCase("relative", name, body, ((url, None, "A"),)) for name, body, url in rows]


def _titles() -> list[FeedCase]:
    rows = {
        "&lt;b&gt;Breach&lt;/b&gt; at Tamber": "Breach at Tamber",
        "<![CDATA[<em>Breach</em> &amp; fine]]>": "Breach & fine",
        "Tamber &amp;amp; Strand": "Tamber & Strand",
        "Tamber &amp; Strand": "Tamber & Strand",
        "1 &lt; 2 million": "1 < 2 million",
        "Breach&lt;script&gt;x()&lt;/script&gt;": "Breach",
        "&lt;a href=&quot;/x&quot;&gt;5,000&lt;/a&gt; people": "5,000 people",
        "A&amp;nbsp;B\n  C": "A B C",
        "<![CDATA[A &#8211; B]]>": "A – B",
        "AT&T says": "AT&T says",
        "It&amp;#8217;s out": "It’s out",
        "<b>Breach</b> inline": "Breach inline",
    }
    cases = [FeedCase("title", words, rss(item(title=words)), ((A, None, title),)) for words, title in rows.items()]
    for kind, words, title in (
        ("text", "Use of &lt;b&gt; in titles", "Use of <b> in titles"),
        ("html", "&lt;b&gt;Breach&lt;/b&gt;", "Breach"),
        ("xhtml", '<div xmlns="http://www.w3.org/1999/xhtml"><b>Breach</b> here</div>', "Breach here"),
    ):
        body = atom(f'<entry><title type="{kind}">{words}</title><link href="{A}"/></entry>')
        cases.append(FeedCase("title", f"Atom {kind}", body, ((A, None, title),)))
    return cases


def _versions() -> list[FeedCase]:
    head = (
        "<channel rdf:about='x'><title>F</title><items><rdf:Seq><rdf:li rdf:resource='x'/></rdf:Seq></items></channel>"
    )
    names = f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {DC}'
    one = f"<item rdf:about='{A}'><title>A</title><link>{A}</link><dc:date>2024-05-03T10:00:00Z</dc:date></item>"
    links = f'<link rel="self" href="{B}"/><link rel="enclosure" href="{B}"/><link rel="alternate" href="{A}"/>'
    prefixed = (
        f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title><a:link href="{A}"/>'
        "<a:published>2024-05-03T10:00:00Z</a:published></a:entry></a:feed>"
    )
    dated = "<published>2024-05-03T10:00:00Z</published><updated>2024-06-01T00:00:00Z</updated>"
    rows: list[tuple[str, bytes, tuple[Any, ...], dict[str, int]]] = [
        (
            "RSS 1.0",
            f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {names}>{head}{one}</rdf:RDF>'.encode(),
            ((A, THIRD, "A"),),
            {},
        ),
        (
            "RSS 0.90",
            f'<rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/" {names}>{head}{one}</rdf:RDF>'.encode(),
            ((A, THIRD, "A"),),
            {},
        ),
        ("RSS 0.91", rss(item()).replace(b'"2.0"', b'"0.91"'), ((A, None, "A"),), {}),
        ("RSS without a version", rss(item()).replace(b'version="2.0"', b""), ((A, None, "A"),), {}),
        ("Atom 1.0", atom(f"<entry><title>A</title>{links}{dated}</entry>"), ((A, THIRD, "A"),), {}),
        ("Atom with a prefix", prefixed.encode(), ((A, THIRD, "A"),), {}),
        (
            "Atom 0.3",
            f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title><link rel="alternate" href="{A}"/><issued>2024-05-03T10:00:00Z</issued></entry></feed>'.encode(),
            ((A, THIRD, "A"),),
            {},
        ),
        (
            "Atom with updated alone",
            atom(f'<entry><title>A</title><link href="{A}"/><updated>2024-05-03T00:00:00Z</updated></entry>'),
            ((A, THIRD, "A"),),
            {},
        ),
        (
            "Atom whose id is its address",
            atom(f'<entry><title>A</title><id>{A}</id><link rel="self" href="{B}"/></entry>'),
            ((A, None, "A"),),
            {},
        ),
        (
            "Atom that links to itself alone",
            atom(f'<entry><title>A</title><id>urn:a</id><link rel="self" href="{B}"/></entry>'),
            (),
            {"bad_link": 1},
        ),
        (
            "an Atom link within RSS",
            rss(
                f"<item><title>A</title><atom:link rel='alternate' href='{A}'/></item>",
                attributes='xmlns:atom="http://www.w3.org/2005/Atom"',
            ),
            ((A, None, "A"),),
            {},
        ),
        (
            "RSS with a doctype",
            b'<!DOCTYPE rss SYSTEM "x.dtd">' + rss(item()).partition(b"?>")[2],
            ((A, None, "A"),),
            {},
        ),
        ("a feed without items", rss(""), (), {}),
    ]
    return [FeedCase("version", name, body, taken, dropped) for name, body, taken, dropped in rows]


FORMS = [*_encodings(), *_relative(), *_titles(), *_versions()]
