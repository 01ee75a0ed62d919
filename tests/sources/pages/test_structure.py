"""Tables, lists, captions and quotations keep their structure, as the extraction reads it."""

import datetime as dt

import pytest

from sources.extraction import ArticleText, read
from sources.extraction.pages.clean import clean

FILL = "The company wrote to its customers on Tuesday and told the regulator within three days of the attack."
HEAD = "<tr><th>Organisation</th><th>Reports</th><th>Customers affected</th></tr>"


def text_of(inner: str, head: str = "") -> str:
    body = f"<article><h1>Breaches</h1>{f'<p>{FILL}</p>' * 5}{inner}</article>"
    page = f"<html><head><title>Breaches</title>{head}</head><body>{body}</body></html>"
    return clean(page.encode(), url="https://gazette.example/a").text


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (f"<table>{HEAD}<tr><td>Norbank</td><td>3</td><td>45,000</td></tr></table>",
         ["| Organisation | Reports | Customers affected |", "|---|---|---|", "| Norbank | 3 | 45,000 |"]),
        ('<table><tr><td rowspan="2">Ohio</td><td>Norbank</td></tr><tr><td>Vell</td></tr></table>',
         ["| Ohio | Norbank |", "| Ohio | Vell |"]),
        ("<table><tr><td><p>Norbank</p></td><td><p>45,000</p></td></tr></table>", ["| Norbank | 45,000 |"]),
        ("<ul><li>Norbank: 45,000</li><li><p>Vell: 900</p></li></ul>", ["- Norbank: 45,000", "- Vell: 900"]),
        ("<ol><li>Norbank: 45,000</li><li>Vell: 900</li></ol>", ["- Norbank: 45,000", "- Vell: 900"]),
        ("<ul><li>Banks<ul><li>Norbank: 45,000</li></ul></li></ul>", ["- Banks", "  - Norbank: 45,000"]),
        ("<dl><dt>Norbank</dt><dd>45,000 customers</dd><dt>Vell:</dt><dd>900 customers</dd></dl>",
         ["- Norbank: 45,000 customers", "- Vell: 900 customers"]),
        ('<figure><img src="a.png"><figcaption>Norbank says 45,000 customers were hit.</figcaption></figure>',
         ["[Caption] Norbank says 45,000 customers were hit."]),
        ('<figure><img src="a.png"><figcaption>Photo: A. Vell</figcaption></figure>', []),
        ("<blockquote><p>We regret that 45,000 customers were hit.</p></blockquote>",
         ["We regret that 45,000 customers were hit."]),
        ("<p>Norbank: 45,000 customers<br>Vell: 900 customers</p>",
         ["Norbank: 45,000 customers", "Vell: 900 customers"]),
        ("<pre>Norbank   45,000\nVell      900</pre>", ["Norbank   45,000", "Vell      900"]),
        ("<h2>Norbank</h2><p>It lost data of 45,000.</p>", ["Norbank", "It lost data of 45,000."]),
    ],
)  # fmt: skip
def test_structure_is_kept(inner: str, lines: list[str]) -> None:
    assert [line for line in text_of(inner).split("\n") if line not in (FILL, "Breaches")] == lines


@pytest.mark.parametrize(
    ("opening", "between"),
    [
        ("<dl><dt>{term}</dt>", "<dd>Vell lost {n} files.</dd>"),
        ("<dl><dt><b>{term}</b></dt>", "<dd>Vell lost {n} files.</dd>"),
        ("<dl><dt>{term}:</dt>", "<dd><p>Vell lost {n} files.</p></dd>"),
        ("<dl><div><dt>{term}</dt>", "<dd>Vell lost {n} files.</dd>"),
        ("<dl><dt>{term}", "<dd>Vell lost {n} files."),
    ],
)
def test_a_long_term_stands_once_and_not_before_each_of_its_definitions(opening: str, between: str) -> None:
    term = "A sentence that explains at length what is counted in the lines below. " * 4
    text = text_of(opening.format(term=term) + "".join(between.format(n=n) for n in range(1_000, 1_040)))
    assert text.count("A sentence that explains") == 4
    assert "Vell lost 1039 files." in text


@pytest.mark.parametrize("name", ["dt", "dd"])
def test_terms_within_terms_are_read_once(name: str) -> None:
    text = text_of(f"<dl><{name}>Norbank lost data. " * 150)
    assert text.count("Norbank lost data.") <= 2 * 150


@pytest.mark.parametrize(
    "rows",
    [
        (
            "<tr><td>Norbank</td><td></td><td>45,000</td></tr><tr><td>Vell</td><td>3</td><td>9,000</td></tr>"
            "<tr><td>Quillon Air</td><td>7</td><td>12,000</td></tr>"
        ),
        (
            '<tr><td>Norbank</td><td rowspan="3">3</td><td>45,000</td></tr><tr><td>Vell</td><td>9,000</td></tr>'
            "<tr><td>Quillon Air</td><td>12,000</td></tr>"
        ),
        (
            "<caption>Customers hit</caption><tr><td>Norbank</td><td>1</td><td>45,000</td></tr>"
            "<tr><td>Vell</td><td>3</td><td>9,000</td></tr><tr><td>Quillon Air</td><td>7</td><td>12,000</td></tr>"
        ),
    ],
    ids=["empty cell", "rows spanned", "caption"],
)
def test_each_row_of_a_table_is_read_for_its_firm(rows: str) -> None:
    found = read(ArticleText("1", "Firms whose data was stolen", text_of(f"<table>{HEAD}{rows}</table>")))
    told = {item.organisation: item.mentions[0].value for item in found.items if item.mentions}
    assert told == {"Norbank": 45_000, "Vell": 9_000, "Quillon Air": 12_000}


@pytest.mark.parametrize(
    ("day", "kept"),
    [("1899-12-31", False), ("1989-12-31", False), ("2099-01-01", False), ("2018-04-04", True), ("yesterday", False)],
)
def test_a_page_of_no_possible_day_has_none(day: str, kept: bool) -> None:
    head = f'<meta property="article:published_time" content="{day}T08:00:00Z">'
    page = f"<html><head><title>A</title>{head}</head><body><article><p>{FILL * 3}</p></article></body></html>"
    found = clean(page.encode(), url="https://gazette.example/a").published
    assert found == (dt.date.fromisoformat(day) if kept else None)
