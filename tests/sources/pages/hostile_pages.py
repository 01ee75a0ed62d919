"""Pages made to be hard to clean: each kind is a function from a size in bytes to a page of about that size."""

import random
from collections.abc import Callable

Kind = Callable[[int], bytes]

_PROSE = (
    b"Harbour Bank said on Tuesday that the data of 45,000 customers had been copied from an open server. "
    b"The regulator was told within three days, and customers were warned by letter. "
)


def filled(size: int, part: str, *, before: str = "", after: str = "") -> bytes:
    """`part` again and again between `before` and `after`, in a page with a head."""
    opening = f"<!doctype html><html lang=en><head><title>Page</title></head><body>{before}"
    many = max(1, (size - len(opening) - len(after)) // len(part.encode()))
    return (opening + part * many + after).encode()


def nested(size: int, opening: str, closing: str, core: str = "text of the core") -> bytes:
    """`core` within as many of these elements as fit."""
    many = max(1, size // len(opening + closing))
    return f"<html><body>{opening * many}{core}{closing * many}</body></html>".encode()


def _numbered(size: int, form: str, *, before: str = "", after: str = "</body></html>") -> bytes:
    """`form` with a running number in it."""
    parts, length, number = [before or "<html><body>"], 0, 0
    while length < size:
        parts.append(form.format(n=number))
        length += len(parts[-1])
        number += 1
    return "".join([*parts, after]).encode()


def _noise(size: int) -> bytes:
    draw = random.Random(11)
    return bytes(draw.randrange(256) for _ in range(size))


def _misnested(size: int) -> bytes:
    draw = random.Random(5)
    tags = ["p", "div", "b", "i", "a", "table", "td", "li", "ul", "span", "em", "h2", "blockquote"]
    drawn = (f"<{draw.choice(['', '/'])}{draw.choice(tags)}>word " for _ in range(size // 9))
    return ("<html><body>" + "".join(drawn)).encode()


KINDS: dict[str, Kind] = {
    "paragraphs never closed": lambda size: filled(size, "<p>a"),
    "paragraphs never closed, with words": lambda size: filled(size, "<p>Some words of 45 people. "),
    "empty paragraphs": lambda size: filled(size, "<p></p>"),
    "divisions never closed": lambda size: filled(size, "<div>"),
    "divisions never closed, with text": lambda size: filled(size, "<div>a"),
    "divisions nested and closed": lambda size: nested(size, "<div>", "</div>"),
    "articles nested": lambda size: nested(size, "<article>", "</article>"),
    "sections nested with paragraphs": lambda size: filled(size, "<section><p>one two three"),
    "links never closed": lambda size: filled(size, '<a href="/x">link'),
    "links": lambda size: filled(size, '<p><a href="/x">a link</a></p>'),
    "bold never closed": lambda size: filled(size, "<b>b"),
    "bold and italic crossed": lambda size: filled(size, "<b><i>x</b></i>"),
    "spans never closed": lambda size: filled(size, "<span>a"),
    "fonts within paragraphs": lambda size: filled(size, "<p><font size=1>a"),
    "tables never closed": lambda size: filled(size, "<table>"),
    "tables nested": lambda size: nested(size, "<table><tr><td>", "</td></tr></table>"),
    "rows of a table": lambda size: filled(size, "<tr><td>a<td>b", before="<table>"),
    "cells of one row": lambda size: filled(size, "<td>a", before="<table><tr>"),
    "lists nested": lambda size: nested(size, "<ul><li>", "</li></ul>"),
    "items never closed": lambda size: filled(size, "<li>a", before="<ul>"),
    "definitions": lambda size: filled(size, "<dt>a<dd>b", before="<dl>"),
    "quotations nested": lambda size: nested(size, "<blockquote>", "</blockquote>"),
    "line breaks": lambda size: filled(size, "<br>"),
    "line breaks in one paragraph": lambda size: filled(size, "word<br>", before="<p>"),
    "rules": lambda size: filled(size, "<hr>"),
    "marks of footnotes": lambda size: filled(size, 'word <sup>1</sup> of<a href="#a">2</a>', before="<p>"),
    "marks within marks": lambda size: nested(size, "<sup>", "</sup>", "1"),
    "captions": lambda size: filled(size, "<figure><figcaption>one two three four five</figcaption>"),
    "definitions within terms": lambda size: filled(size, "<dl><dt>a<b>b</b> c "),
    "a long term": lambda size: filled(size // 2, "<dd>b", before="<dl><dt>" + "a " * (size // 4)),
    "captions within captions": lambda size: filled(size, "<div class=caption>a<b>b</b> "),
    "definitions with terms": lambda size: filled(size, "<dl><dt>a<dd>b c", before="<dl>"),
    "ampersands escaped": lambda size: filled(size, "amp;", before="<p>&", after="nbsp;</p>"),
    "links to one page": lambda size: filled(size, '<a href="/x">one two three</a><br>', before="<div>"),
    "links to many pages": lambda size: _numbered(
        size, '<div><h3><a href="/{n}">one two three</a></h3><p>Words.</div>'
    ),
    "words without blanks": lambda size: filled(size, "login.to:your-account/", before="<p>"),
    "headings": lambda size: filled(size, "<h2>a</h2>"),
    "headings never closed": lambda size: filled(size, "<h1>a"),
    "images": lambda size: filled(size, '<img src="a.png" alt="x">'),
    "attributes of one element": lambda size: _numbered(size, " a{n}=1", before="<html><body><p", after=">text</p>"),
    "one very long attribute": lambda size: filled(size, "x", before='<p class="', after='">text</p>'),
    "attribute never closed": lambda size: filled(size, "x ", before='<p>text</p><a href="'),
    "classes": lambda size: _numbered(size, '<div class="article-body c{n}">x</div>'),
    "entities": lambda size: filled(size, "&amp;"),
    "entities that are none": lambda size: filled(size, "&x"),
    "numeric entities": lambda size: filled(size, "&#120;"),
    "one very long word": lambda size: filled(size, "a", before="<p>"),
    "one very long line": lambda size: filled(size, "some words. ", before="<p>"),
    "opening brackets": lambda size: filled(size, "<"),
    "closing brackets": lambda size: filled(size, ">"),
    "closing tags of nothing": lambda size: filled(size, "</p>"),
    "closing tags of others": lambda size: filled(size, "</div></b>", before="<p>text"),
    "comments": lambda size: filled(size, "<!-- a -->"),
    "comment never closed": lambda size: filled(size, "- ", before="<!-- "),
    "comment openings": lambda size: filled(size, "<!--"),
    "comments among text": lambda size: filled(size, "a<!--x-->", before="<p>"),
    "marked sections": lambda size: filled(size, "<![CDATA[a]]>"),
    "marked section openings": lambda size: filled(size, "<![CDATA["),
    "processing instructions": lambda size: filled(size, "<?a b?>"),
    "declarations": lambda size: filled(size, "<!DOCTYPE html>"),
    "scripts": lambda size: filled(size, "<script>a</script>"),
    "script openings": lambda size: filled(size, "<script>"),
    "styles": lambda size: filled(size, "<style>a{}</style>"),
    "metadata": lambda size: _numbered(size, '<meta name="author" content="A{n}">', before="<html><head>"),
    "metadata of dates": lambda size: filled(size, '<meta property="article:published_time" content="2018-04-04">'),
    "times": lambda size: filled(size, '<time datetime="2018-04-04">4 April 2018</time>'),
    "data of the page": lambda size: filled(
        size, '{"@type":"NewsArticle",', before='<script type="application/ld+json">', after="</script><p>text"
    ),
    "many data of the page": lambda size: filled(
        size, '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a"}</script>'
    ),
    "titles": lambda size: filled(size, "<title>a</title>"),
    "one very long title": lambda size: filled(size, "title - ", before="<title>", after="</title><p>text</p>"),
    "bodies": lambda size: filled(size, "<body class=a>"),
    "pages within pages": lambda size: filled(size, "<html><head></head><body>a"),
    "forms never closed": lambda size: filled(size, "<form><input>"),
    "selections": lambda size: filled(size, "<option>a", before="<select>"),
    "frames": lambda size: filled(size, "<iframe>"),
    "objects nested": lambda size: nested(size, "<object>", "</object>"),
    "drawings nested": lambda size: nested(size, "<svg><g>", "</g></svg>"),
    "elements of no standard": lambda size: _numbered(size, "<x{n}>a"),
    "namespaces": lambda size: _numbered(size, '<a{n}:b xmlns:a{n}="u">'),
    "misnested at random": _misnested,
    "bytes at random": _noise,
    "zero bytes": lambda size: filled(size, "\0"),
    "spaces": lambda size: filled(size, " ", before="<p>a", after="b"),
    "line ends": lambda size: filled(size, "\n", before="<p>a", after="b"),
    "tabs in preformatted text": lambda size: filled(size, "\t\n", before="<pre>a", after="b</pre>"),
    "characters of two bytes": lambda size: filled(size, "é", before="<p>"),
    "combining marks": lambda size: filled(size, "\u0301", before="<p>a"),
    "a page in UTF-16": lambda size: ("<p>word " * (size // 16)).encode("utf-16"),
    "bytes of no charset": lambda size: b"<html><body><p>" + b"\x81\x8d\xff " * (size // 4),
    "a charset that is none": lambda size: b'<meta charset="no-such">' + _PROSE * (size // len(_PROSE)),
    "preformatted never closed": lambda size: filled(size, "<pre>a\n"),
    "duplicate paragraphs": lambda size: filled(size, f"<p>{_PROSE.decode()}</p>"),
    "different paragraphs": lambda size: _numbered(size, "<p>Firm {n} lost the data of {n},000 people in a raid.</p>"),
    "plain prose": lambda size: filled(size, _PROSE.decode(), before="<p>", after="</p>"),
}
"""The kinds by name."""
