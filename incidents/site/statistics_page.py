"""The statistics as a page: the same numbers as over REST, each with the list that it counts, and plots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse

from incidents.api.statistics import with_lists
from incidents.figures.number_words import spell_money
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, rendered
from incidents.site.public_incident import last_change
from incidents.site.words import counted_words, country_name, kind_words
from incidents.statistics import statistics
from incidents.vocabulary import FigureStatus, StageKind, Unit, label

MONTHS_DRAWN: Final = 60
WIDTH, HEIGHT, BASE, LEFT = 760, 200, 170, 100
ROWS_SHOWN: Final = 40


class StatisticsPage(SitePage):
    """Incidents and those affected, by month, kind, country, sector and regulator; fines by step; the largest."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        data, worked_out_at = statistics()
        shown = with_lists(data, reverse("site:incidents"))
        context = {
            "title": "Statistics",
            "shown": shown,
            "totals": [_sum(row) for row in shown["affected"]],
            "charts": [chart for chart in _charts(shown["months"]) if chart["bars"]],
            "tables": [
                _table("Month", shown["months"][::-1], str),
                _table("Kind", _by_count(shown["kinds"]), kind_words),
                _table("Country", _by_count(shown["countries"]), country_name),
                _table("Sector", _by_count(shown["sectors"]), None),
                _table("Regulator", _by_count(shown["regulators"]), None),
            ],
            "steps": [
                row
                | {"words": label(StageKind(row["step"])), "amount": spell_money(row["amount_minor"], row["currency"])}
                for row in shown["steps"]
            ],
            "owed": [row | {"amount": spell_money(row["amount_minor"], row["currency"])} for row in shown["owed"]],
            "largest": [_largest(row) for row in shown["largest"]],
            "worked_out_at": worked_out_at,
        }
        return rendered("statistics.html", context, last_change())


def _by_count(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["incidents"], row["name"]))


def _sum(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"words": counted_words(row["number"], row["unit"])}


def _table(heading: str, rows: Sequence[dict[str, Any]], words: Any) -> dict[str, Any]:
    most = max((row["incidents"] for row in rows), default=1)
    lines = [
        {
            "name": words(row["key"]) if words else row["name"],
            "incidents": row["incidents"],
            "list": row["list"],
            "share": round(100 * row["incidents"] / most, 1),
            "affected": [_sum(one) for one in row["affected"]],
        }
        for row in rows[:ROWS_SHOWN]
    ]
    return {"heading": heading, "lines": lines, "left_out": max(0, len(rows) - ROWS_SHOWN)}


def _charts(months: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two drawings of the latest months: incidents, and people affected."""
    latest = months[-MONTHS_DRAWN:]
    incidents = [(row["key"], row["incidents"], row["list"], str(row["incidents"])) for row in latest]
    people = [
        (row["key"], one["number"], one["list"], counted_words(one["number"], one["unit"]))
        for row in latest
        for one in row["affected"]
        if one["unit"] == Unit.PEOPLE
    ]
    return [
        _chart("Incidents by month", "incidents", incidents, "incidents"),
        _chart("People affected by month", "people", people, ""),
    ]


def _chart(title: str, name: str, rows: Sequence[tuple[str, int, str, str]], noun: str) -> dict[str, Any]:
    most = max((number for _, number, _, _ in rows), default=0) or 1
    wide = (WIDTH - LEFT) / max(len(rows), 12)
    bars = []
    for place, (month, number, address, words) in enumerate(rows):
        height = max(round(number / most * (BASE - 20), 1), 1.0)
        bars.append(
            {
                "x": round(LEFT + place * wide + wide * 0.1, 1),
                "y": round(BASE - height, 1),
                "width": round(wide * 0.8, 1),
                "height": height,
                "words": f"{month}: {words} {noun}".strip(),
                "list": address,
                "label": month if place % max(1, -(-len(rows) // 8)) == 0 else "",
            }
        )
    top = counted_words(most, Unit.PEOPLE).removesuffix(" people")
    return {
        "title": title,
        "name": name,
        "bars": bars,
        "top": top,
        "width": WIDTH,
        "height": HEIGHT,
        "base": BASE,
        "left": LEFT,
    }


def _largest(row: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {
            "address": reverse("site:incident", args=[one["slug"]]),
            "title": one["title"],
            "words": counted_words(one["affected"], row["unit"]),
            "status": one["affected_status"],
            "status_words": label(FigureStatus(one["affected_status"])) if one["affected_status"] else "",
        }
        for one in row["incidents"]
    ]
    return {"unit": label(Unit(row["unit"])), "list": row["list"], "lines": lines}
