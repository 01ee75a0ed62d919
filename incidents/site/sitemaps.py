"""What search engines read: the sitemap in portions (sitemaps.org), and robots.txt.

A portion is what has a key between two numbers, so that no row is counted or passed over to find it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape

from incidents.models import Incident, Party, Proceeding, Regulator
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, nowhere, rendered

PORTION: Final = 2_000  # keys of one file, so at most as many addresses; the protocol allows 50,000, which take long
MOST_PORTIONS: Final = 50_000  # of an index, by the protocol
_LAST_KEY: Final = 2**63 - 1
XML: Final = "application/xml; charset=utf-8"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
_PAGES: Final = ("home", "incidents", "parties", "regulators", "statistics", "methodology")
_NOT_CRAWLED: Final = ("/admin/", "/api/", "/incidents?", "/subscribe", "/suggest", "/embed/", "/oembed", "/*?as_of=")


def _rows(kind: str) -> Any:
    if kind == "incidents":
        return Incident.objects.public().current().order_by("pk")
    return Party.objects.public().order_by("pk")


class SitemapIndex(SitePage):
    """The portions that there are."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        names = ["pages-1"]
        for kind in ("incidents", "parties"):
            portions = _rows(kind).order_by().values_list((F("pk") - 1) / PORTION, flat=True).distinct()
            names += [f"{kind}-{number + 1}" for number in sorted(portions)][: MOST_PORTIONS - len(names)]
        addresses = [settings.PUBLIC_URL + reverse("site:sitemap", args=name.split("-")) for name in names]
        return _xml("sitemap_index.xml", {"addresses": addresses})


class Sitemap(SitePage):
    """One portion: the pages and regulators, or so many incidents or parties."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        kind, number = kwargs["kind"], kwargs["number"]
        if kind == "pages" and number == 1:
            acting = Proceeding.objects.public().filter(regulator__isnull=False).order_by().values("regulator")
            slugs = Regulator.objects.filter(pk__in=acting).order_by("slug").values_list("slug", flat=True)
            names = (*_PAGES, *(["snapshots"] if settings.ANONYMOUS_READ else []))
            paths = [(reverse(f"site:{name}"), None) for name in names]
            return _portion([*paths, *((reverse("site:regulator", args=[slug]), None) for slug in slugs)])
        if kind not in {"incidents", "parties"} or not 1 <= number <= _LAST_KEY // PORTION:
            raise nowhere("sitemap")
        key, view = ("slug", "incident") if kind == "incidents" else ("reference", "party")
        rows = _rows(kind).filter(pk__gt=(number - 1) * PORTION, pk__lte=number * PORTION)
        before = reverse(f"site:{view}", args=["-"]).removesuffix("-")
        found = [(before + name, changed_at) for name, changed_at in rows.values_list(key, "updated_at")]
        if not found:
            raise nowhere("sitemap")
        return _portion(found)


def _portion(paths: Iterable[tuple[str, dt.datetime | None]]) -> PageAnswer:
    """The file of these addresses. It has no template: one takes a third of a second for so many lines."""
    lines = []
    for path, changed_at in paths:
        day = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
        lines.append(f"\n<url><loc>{escape(settings.PUBLIC_URL + path)}</loc>{day}</url>")
    return PageAnswer(f"{_HEAD}{''.join(lines)}\n</urlset>\n".encode(), XML)


def _xml(template: str, context: dict[str, Any]) -> PageAnswer:
    return PageAnswer(rendered(template, context).body, XML)


class Robots(SitePage):
    """What programs that crawl are asked to leave alone, and where the sitemap is."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_CRAWLED), ""]
        lines.append(f"Sitemap: {settings.PUBLIC_URL}{reverse('site:sitemaps')}")
        return PageAnswer("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")
