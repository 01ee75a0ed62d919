"""What was read is marked exactly where it stands, whatever the text and however the spans lie."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from sources.admin.highlight import Span, marked, pieces

TEXT = "a😀bc<d>&e\u0301 fg"


def span(number: int, start: int, end: int, quote: tuple[int, int] = (0, 99)) -> Span:
    return Span(number, start, end, *quote, words=f"w{number}")


def figures(text: str, spans: list[Span]) -> dict[int, str]:
    """By span, the text under its marks."""
    found: dict[int, str] = {}
    for piece in pieces(text, spans):
        for one in piece.figures:
            found[one.number] = found.get(one.number, "") + piece.text
    return found


def test_offsets_are_code_points_not_bytes_or_utf_16_units() -> None:
    assert figures(TEXT, [span(1, 2, 4)]) == {1: "bc"}


def test_overlapping_nested_and_touching_spans_all_keep_their_text() -> None:
    spans = [span(1, 0, 4), span(2, 2, 6), span(3, 3, 4), span(4, 6, 7), span(5, 4, 6)]
    assert figures(TEXT, spans) == {one.number: TEXT[one.start : one.end] for one in spans}


def test_markup_in_the_text_is_shown_as_text() -> None:
    shown = marked('<script>alert("1")</script>', [span(1, 0, 8)])
    assert "<script" not in shown
    assert '<mark class="figure" title="1: w1">&lt;script&gt;</mark>' in shown


def test_a_span_beyond_the_text_is_left_out_rather_than_misplaced() -> None:
    assert figures("abc", [span(1, 2, 9), span(2, 1, 2)]) == {2: "b"}


def test_a_weak_reading_looks_weak_unless_a_sure_one_covers_it() -> None:
    weak = Span(1, 0, 3, 0, 5, weak=True)
    assert 'class="figure weak"' in marked("abcde", [weak])
    assert 'class="figure weak"' not in marked("abcde", [weak, span(2, 0, 3)])


def test_each_figure_is_followed_by_one_link_to_its_row() -> None:
    shown = marked("abcdef", [span(1, 0, 4), span(2, 2, 6)])
    assert re.findall(r'id="mention-(\d)"', shown) == ["1", "2"]


texts = st.text(max_size=40)
offsets = st.tuples(*(st.integers(0, 45) for _ in range(4)))


@given(texts, st.lists(offsets, max_size=6))
def test_without_its_tags_the_html_is_the_text(text: str, places: list[tuple[int, int, int, int]]) -> None:
    spans = [Span(number, *place, words="w") for number, place in enumerate(places)]
    assert "".join(piece.text for piece in pieces(text, spans)) == text
    without_links = re.sub(r"<a class[^>]*>\d+</a>", "", marked(text, spans))
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", without_links)) == html.unescape(html.escape(text))
