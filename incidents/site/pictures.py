"""The history of a figure as a picture by its own address: SVG, and PNG made of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

import resvg_py
from django.http import QueryDict

from incidents.figure_plot import Plot, Point, draw
from incidents.figures.number_words import number_words
from incidents.ledger import figure_steps
from incidents.models import Figure, Incident
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, in_words, nowhere
from incidents.site.public_incident import last_change, the_incident
from incidents.site.record import leading_figure
from incidents.site.words import what_words
from incidents.vocabulary import FigureStatus, Scope
from tracker.foundation.unwanted_characters import without_controls

PNG_WIDTH: Final = 1520  # twice the drawing's own
NAMED_BY: Final = ("metric", "unit", "currency")


def history_of(figure: Figure, until: dt.date | None = None) -> tuple[Plot | None, list[dict[str, Any]]]:
    """The drawing of the figure day by day, None where it never had a number; and the same as rows of a table."""
    bucket = figure.bucket
    steps, _ = figure_steps(figure.incident, bucket, until)
    points, rows = [], []
    for day, held in steps:
        best = number_words(held.best, bucket, none="not known")
        at = dt.datetime.combine(day, dt.time(), dt.UTC)
        disputed = held.status is FigureStatus.DISPUTED
        points.append(Point(at, held.low, held.best, held.high, disputed, f"{best}, {held.status}"))
        rows.append({"day": day, "best": best, "status": str(held.status), "sentence": held.sentence})
    return draw(points), rows


def plot_context(plot: Plot, figure: Figure, *, alone: bool) -> dict[str, Any]:
    """What the template of the drawing needs; `alone` for one that stands on no page."""
    bucket = figure.bucket
    return {
        "plot": plot,
        "alone": alone,
        "title": f"{what_words(bucket)}, {figure.incident.title}",
        "levels": [(level.y, number_words(level.value, bucket)) for level in plot.levels],
        "moments": [(moment, f"{moment.at.day} {moment.at:%b %Y}") for moment in plot.moments],
    }


def svg_of(figure: Figure) -> str | None:
    """The drawing as a file of its own, None where there is nothing to draw."""
    plot, _ = history_of(figure)
    return None if plot is None else without_controls(in_words("plot.svg", plot_context(plot, figure, alone=True)))


def figure_asked_for(incident: Incident, query: QueryDict) -> Figure | None:
    """The figure of the whole incident that the parameters name, else the one that its page begins with."""
    figures = list(incident.figures.all())
    given = {name: query[name] for name in NAMED_BY if name in query}
    if given:
        figures = [one for one in figures if all(getattr(one, name) == value for name, value in given.items())]
        figures = [one for one in figures if one.scope == Scope.TOTAL]
    return leading_figure(figures)


class PlotPicture(SitePage):
    """The drawing of one figure: `metric`, `unit` and `currency` name it, else it is the one that the page begins
    with."""

    parameters: ClassVar = frozenset(NAMED_BY)

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        incident = the_incident(kwargs["name"], f"plot.{kwargs['form']}", query)
        figure = figure_asked_for(incident, query)
        svg = svg_of(figure) if figure is not None else None
        if svg is None:
            raise nowhere("drawing")
        changed_at = last_change(incident)
        if kwargs["form"] == "svg":
            return PageAnswer(svg.encode(), "image/svg+xml", changed_at)
        return PageAnswer(resvg_py.svg_to_bytes(svg_string=svg, width=PNG_WIDTH), "image/png", changed_at)
