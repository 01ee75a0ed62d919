"""What stands at a number and is no part of it: marks of footnotes, powers, ordinals; and what hides within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction import ArticleText, read
from sources.extraction.find.normalise import normalise
from sources.extraction.pages.clean import clean
from sources.extraction.pages.plain_text import one_line, tidy

FILL = (
    "<p>The company wrote to its customers on Tuesday and told the regulator within three days of the attack.</p>" * 5
)


def figures(text: str) -> list[object]:
    return [mention.value for mention in read(ArticleText("1", "", text)).mentions]


def of_page(number: str) -> tuple[str, list[object]]:
    """What stands between "data of" and "customers" in the text, and the figures that are read."""
    sentence = f"Hackers stole data of {number} customers of Norbank."
    page = f"<html><head><title>Breach</title></head><body><article><p>{sentence}</p>{FILL}</article></body></html>"
    text = clean(page.encode(), url="https://gazette.example/a").text
    return text.partition("data of ")[2].partition(" customers")[0], figures(text)


@pytest.mark.parametrize(
    ("number", "text", "read_as"),
    [
        ("87 million<sup>1</sup>", "87 million¹", [87_000_000]),
        ("50,000<sup>[2]</sup>", "50,000[2]", [50_000]),
        ("50,000<sub>2</sub>", "50,000₂", [50_000]),
        ('450<sup><a href="#fn2">2</a></sup>', "450²", [450]),
        ('450<a href="#fn2">2</a>', "450²", [450]),
        ('450<a href="/a#cite_note-2">[2]</a>', "450[2]", [450]),
        ("450<sup>a</sup>", "450[a]", [450]),
        ("450<sup>1,2</sup>", "450[1,2]", [450]),
        ("450<sup>1</sup><sup>2</sup>", "450¹²", [450]),
        ("450<sup>†</sup>", "450†", [450]),
        ("450<sup>*</sup>", "450*", [450]),
        ('450<span style="vertical-align: super">2</span>', "450²", [450]),
        ("1.2m<sup>(4)</sup>", "1.2m[4]", [1_200_000]),
        ("<b>450</b><sup>3</sup>", "450³", [450]),
        ("450 <sup>3</sup>", "450 ³", [450]),
        ("10<sup>[6]</sup>", "10[6]", [10]),
        ("10<sup>6</sup>", "10⁶", []),
        ("2.5 x 10<sup>6</sup>", "2.5 x 10⁶", []),
        ("2<sup>32</sup>", "2³²", []),
        ("1<sup>1</sup>/<sub>2</sub> million", "1 1/2 million", [1_500_000]),
        ('<a href="#n">450</a>', "450", [450]),
        ('45 <a href="#n">000</a>', "45 000", [45_000]),
    ],
)
def test_marks_in_a_page_stand_apart_from_its_numbers(number: str, text: str, read_as: list[int]) -> None:
    assert of_page(number) == (text, read_as)


def test_an_ordinal_stays_whole() -> None:
    assert of_page("450 of the 21<sup>st</sup> branch's")[0] == "450 of the 21st branch's"


@pytest.mark.parametrize(
    ("number", "read_as"),
    [
        *((f"450{mark}", [450]) for mark in ("[1]", " [1]", "¹", "¹,²", "†", "‡", "§", "*", "**", "[a]", "[note 1]")),
        *((f"87 million{mark}", [87_000_000]) for mark in ("[12]", " [12]", "*", "[1][2]", "²")),
        *(
            (broken, [])
            for broken in ("10⁶", "3\u00d710⁶", "2³²", "10^6", "1e6", "4**", "450(1)", "[450]", "1¹\u2044₂ million")
        ),
    ],
)
def test_marks_in_plain_text_do_as_well(number: str, read_as: list[int]) -> None:
    assert figures(f"Hackers stole data of {number} customers of Norbank.") == read_as


@pytest.mark.parametrize(
    "number",
    [
        *(f"87{blank}million" for blank in ("&nbsp;", "&amp;nbsp;", "&#160;", "&#xA0;", "&thinsp;", "\t", "\u200b")),
        *(f"87{blank}000{blank}000" for blank in ("\u00a0", "\u202f", "&#8239;")),
        *(f"87,{unseen}000,000" for unseen in ("\u00ad", "\u200b", "\u2060", "\ufeff", "&shy;")),
        *("87 mil\u00adlion", "\u206687\u2069 million", "8\u200c7\u200d,000,000", "\u200e87,000,000\u200e"),
    ],
)
def test_what_no_reader_sees_breaks_no_number(number: str) -> None:
    sentence = f"Hackers stole data of {number} customers of Norbank."
    plain = clean(sentence.encode(), url="", content_type="text/plain; charset=utf-8").text
    assert figures(plain) == of_page(number)[1] == figures(one_line(sentence)) == [87_000_000]


def test_escaped_brackets_stay_escaped() -> None:
    assert tidy("Tamber &amp; Strand wrote &lt;b&gt; &amp;lt; &#60;i> & so; R&D") == (
        "Tamber & Strand wrote &lt;b&gt; &lt; &#60;i> & so; R&D"
    )


@given(st.text(st.sampled_from("&amp;#38nbsx \u00ad\u200b\r\n<5[]*¹²/\u2044")))
def test_tidying_twice_is_tidying_once_and_normalising_moves_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once or "&" in once
    assert len(normalise(text)) == len(text)
