"""Ten further pages of each kind, written before anything was mended for them."""

import pytest

from sources.extraction.pages.clean import clean
from sources.extraction.pages.no_article import KINDS
from tests.sources.pages.further_gate_pages import FURTHER
from tests.sources.pages.test_footnotes import figures, of_page
from tests.sources.pages.test_no_article import LEAD, TEASERS, page, reason
from tests.sources.pages.test_structure import FILL, text_of

URL = "https://gazette.example/news/norbank"


@pytest.mark.parametrize(
    ("number", "read_as"),
    [
        ("87 million<sup><b>1</b></sup>", [87_000_000]),
        ("87 million<sup>&nbsp;1&nbsp;</sup>", [87_000_000]),
        ("87 million<sup>i</sup>", [87_000_000]),
        ("87 million<sup>[note 3]</sup>", [87_000_000]),
        ("87 million<sup>1–3</sup>", [87_000_000]),
        ('87 million<sup class="reference"><a href="#cite-1"><span>[</span>1<span>]</span></a></sup>', [87_000_000]),
        ('87 million<a class="footnote" href="#f1"><sup>1</sup></a>', [87_000_000]),
        ('87 million<span class="superscript">1</span>', [87_000_000]),
        ("87<sup>2</sup> million", [87_000_000]),
        ("87 million<sup>(a)</sup>", [87_000_000]),
        ('87 million <a href="#note4" role="doc-noteref">4</a>', [87_000_000]),
        ("45,000<sup>12</sup><sup>,</sup><sup>13</sup>", [45_000]),
        ("45,000<sup>1</sup>", [45_000]),
        ("<em>45,000</em><sup><em>2</em></sup>", [45_000]),
    ],
)
def test_a_mark_of_a_footnote_is_no_digit(number: str, read_as: list[int]) -> None:
    assert of_page(number)[1] == read_as


@pytest.mark.parametrize(
    "number",
    ["10<sup>5</sup>", "3 × 10<sup>6</sup>", "2.5·10<sup>7</sup>", "10<sup>-3</sup>", "2<sup>20</sup>", "10<sup><i>6</i></sup>", "10 <sup>6</sup>",
     "4 x 10<span style='vertical-align:super'>6</span>", "10<sup>6.5</sup>", "1.2 × 10<sup>+6</sup>"],
)  # fmt: skip
def test_a_power_is_no_plain_number(number: str) -> None:
    assert of_page(number)[1] == []


@pytest.mark.parametrize(
    "number",
    ["87&nbsp;&nbsp;million", "87\u2003million", "87&ensp;million", "87&emsp14;million", "87&#x202F;million", "87\u2009000\u2009000",
     "87&numsp;000&numsp;000", "8\u00ad7 million", "87 mil&zwnj;lion", "87,000&ZeroWidthSpace;,000", "87&#8203; million", "\u202a87 million\u202c",
     "87 &#x6d;illion", "&#56;7 million", "87&NonBreakingSpace;million"],
)  # fmt: skip
def test_a_blank_or_an_unseen_character_breaks_no_number(number: str) -> None:
    sentence = f"Hackers stole data of {number} customers of Norbank."
    plain = clean(sentence.encode(), url="", content_type="text/plain; charset=utf-8").text
    assert figures(plain) == of_page(number)[1] == [87_000_000]


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        ("<table><thead><tr><th>Firm</th><th>Hit</th></tr></thead><tbody><tr><td>Norbank</td><td>45,000</td></tr></tbody></table>",
         ["| Firm | Hit |", "| Norbank | 45,000 |"]),
        ("<table><tr><th scope=row>Norbank</th><td>45,000</td></tr><tr><th scope=row>Vell</th><td>900</td></tr></table>",
         ["| Norbank | 45,000 |", "| Vell | 900 |"]),
        ("<table><tr><td>Norbank</td><td>45,000<br>customers</td></tr><tr><td>Vell</td><td>900</td></tr></table>",
         ["| Vell | 900 |"]),
        ("<table><tr><td>Norbank</td><td><b>45,000</b></td></tr><tr><td>Vell</td><td><i>900</i></td></tr></table>",
         ["| Vell | 900 |"]),
        ("<ul><li><strong>Norbank</strong>: 45,000</li><li><a href=/v>Vell</a>: 900</li></ul>",
         ["- Norbank: 45,000", "- Vell: 900"]),
        ("<ul><li>Norbank: 45,000<p>all told</p></li><li>Vell: 900</li></ul>", ["- Vell: 900"]),
        ("<div><dl><div><dt>Norbank</dt><dd>45,000 customers</dd></div><div><dt>Vell</dt><dd>900 customers</dd></div></dl></div>",
         ["- Norbank: 45,000 customers", "- Vell: 900 customers"]),
        ("<dl><dt>Norbank</dt><dd><p>45,000 customers</p></dd></dl>", ["- Norbank: 45,000 customers"]),
        ("<dl><dt>Norbank</dt><dd>45,000 customers</dd><dd>900 staff</dd></dl>", ["- Norbank: 45,000 customers", "- Norbank: 900 staff"]),
        ("<table><tr><td colspan=2>Banks</td></tr><tr><td>Norbank</td><td>45,000</td></tr></table>", ["| Norbank | 45,000 |"]),
        ("<h3>Norbank</h3><ul><li>45,000 customers</li></ul>", ["Norbank", "- 45,000 customers"]),
        ("<blockquote>We regret that 45,000 customers were hit.<footer>A. Vell</footer></blockquote>",
         ["We regret that 45,000 customers were hit."]),
    ],
)  # fmt: skip
def test_rows_and_entries_stay_lines_of_their_own(inner: str, lines: list[str]) -> None:
    found = [line.replace("**", "").replace("*", "") for line in text_of(inner).split("\n")]
    assert [line for line in lines if line not in found] == []


ARTICLE = f"<h1>Norbank lost data</h1><p>{LEAD}</p>" + f"<p>{FILL}</p>" * 4
CONSENT = [
    "We and our 812 partners store and access information on your device, such as cookies.",
    "You may accept all or manage your choices.",
]
AROUND = {
    "aside": "<aside>{}</aside>",
    "aside of a class": '<aside class="content"><div>{}</div></aside>',
    "article": "<article>{}</article>",
    "section below": "<section>{}</section>",
    "two asides": "<aside><p>Ad</p></aside><aside>{}</aside>",
    "an aside in a div": "<div><aside><article>{}</article></aside></div>",
    "a dialog": "<dialog open>{}</dialog>",
    "asides of teasers too": "<aside><ul><li><a href=/1>One</a></li></ul></aside><aside>{}</aside><aside><p>Newsletter</p></aside>",
    "main": "<main>{}</main>",
    "a div of a role": '<div role="article">{}</div>',
}


@pytest.mark.parametrize("way", AROUND)
def test_an_article_within_a_page_of_consent_is_found(way: str) -> None:
    text = clean(page(*CONSENT, more=AROUND[way].format(ARTICLE)), url=URL).text
    assert LEAD in text


@pytest.mark.parametrize(
    "form",
    [
        '<div class="teaser"><span>Breach</span><h2><a href="/n/{n}">{title}</a></h2><p>{text}</p><time>3 May</time></div>',
        '<article><a href="/n/{n}"><h2>{title}</h2></a><p>{text}</p><footer><a href="/n/{n}#comments">3 comments</a></footer></article>',
        '<div><a href="/n/{n}">{title}</a><div>{text}</div></div>',
        '<section><h3>{title}</h3><p>{text}</p><a href="/n/{n}">Full story</a></section>',
        '<li><h3><a href="/n/{n}">{title}</a></h3><p>{text}</p></li>',
        '<div><p><a href="/n/{n}"><strong>{title}</strong></a></p><p>{text}</p></div>',
        '<a href="https://other.example/{n}"><div><h4>{title}</h4><span>{text}</span></div></a>',
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline"><a href="/n/{n}">{title}</a></h2><p>{text}</p></div>',
        '<h3>{title}</h3><p>{text} <a href="/n/{n}">…</a></p>',
        '<tr><td><h3><a href="/n/{n}">{title}</a></h3><p>{text}</p></td></tr>',
    ],
)
def test_three_teasers_are_no_article(form: str) -> None:
    listed = "".join(form.format(n=n, title=title, text=text) for n, (title, text) in enumerate(TEASERS))
    inner = f"<table>{listed}</table>" if form.startswith("<tr>") else listed
    body = f"<html><head><title>Breaches</title></head><body><main><h1>Breaches</h1>{inner}</main></body></html>"
    assert "lists 3 other pages" in reason(body.encode())


def test_of_further_wordings_most_are_known() -> None:
    """Written before, and not looked at one by one: a floor, so that nothing of it is lost."""
    read = {kind: [at for at, body in enumerate(bodies) if not reason(body)] for kind, bodies in FURTHER.items()}
    assert set(FURTHER) <= {*KINDS, "teaser"}
    assert {kind: len(found) for kind, found in read.items()} == {
        "consent": 0,
        "login": 0,
        "paywall": 0,
        "teaser": 1,
    }, read
