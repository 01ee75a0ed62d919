"""An article's text with what was read in it. Pure: offsets in, pieces out; every character comes out once.

Offsets are half-open [start, end) code points, as mentions keep them. Spans may overlap, touch, or share an end.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Span:
    """One reading: its number on the page, the figure's own place, and the sentence that is its evidence."""

    number: int
    start: int
    end: int
    quote_start: int
    quote_end: int
    weak: bool = False
    words: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same spans. `ending` are those whose figure ends with it."""

    text: str
    figures: tuple[Span, ...]
    quotes: tuple[Span, ...]
    ending: tuple[Span, ...]


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in order, cut wherever a span begins or ends; joined again it is the text."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    cuts = {0, len(text)}
    for span in inside:
        cuts.update(min(max(edge, 0), len(text)) for edge in (span.start, span.end, span.quote_start, span.quote_end))
    edges = sorted(cuts)
    return [
        Piece(
            text[start:end],
            tuple(span for span in inside if span.start <= start and end <= span.end),
            tuple(span for span in inside if span.quote_start <= start and end <= span.quote_end),
            tuple(span for span in inside if span.end == end),
        )
        for start, end in itertools.pairwise(edges)
    ]


def marked(text: str, spans: Sequence[Span], *, linked: bool = True) -> SafeString:
    """HTML: sentences and figures in <mark>, after each figure a link to its row in the list of readings."""
    cut = pieces(text, spans)
    return format_html_join("", "{}{}", ((_shown(piece), _links(piece.ending) if linked else "") for piece in cut))


def _shown(piece: Piece) -> SafeString | str:
    if piece.figures:
        kind = "figure weak" if all(span.weak for span in piece.figures) else "figure"
        kind += " asked" if any(span.asked for span in piece.figures) else ""
        words = "; ".join(f"{span.number}: {span.words}" for span in piece.figures)
        return format_html('<mark class="{}" title="{}">{}</mark>', kind, words, piece.text)
    if piece.quotes:
        return format_html('<mark class="sentence">{}</mark>', piece.text)
    return piece.text


def _links(spans: Sequence[Span]) -> SafeString:
    return format_html_join(
        "",
        '<a class="reading" id="mention-{}" href="#reading-{}" aria-label="reading {}">{}</a>',
        ((span.number, span.number, span.number, span.number) for span in spans),
    )
