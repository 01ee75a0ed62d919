"""What search engines read: the sitemap in portions (sitemaps.org), and robots.txt."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from incidents.models import Incident, Party, Proceeding, Regulator
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, nowhere, rendered

PORTION: Final = 2_000  # addresses in one file; the protocol allows 50,000, which take long to write
MOST_PORTIONS: Final = 50_000  # of an index, by the protocol
XML: Final = "application/xml; charset=utf-8"
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
            names += [f"{kind}-{number + 1}" for number in range(-(-_rows(kind).count() // PORTION))]
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
        if kind not in {"incidents", "parties"} or not 1 <= number <= MOST_PORTIONS:
            raise nowhere("sitemap")
        key, view = ("slug", "incident") if kind == "incidents" else ("reference", "party")
        rows = _rows(kind).values_list(key, "updated_at")[(number - 1) * PORTION : number * PORTION]
        found = [(reverse(f"site:{view}", args=[name]), changed_at) for name, changed_at in rows]
        if not found:
            raise nowhere("sitemap")
        return _portion(found)


def _portion(paths: list[tuple[str, Any]]) -> PageAnswer:
    return _xml("sitemap.xml", {"lines": [(settings.PUBLIC_URL + path, at) for path, at in paths]})


def _xml(template: str, context: dict[str, Any]) -> PageAnswer:
    return PageAnswer(rendered(template, context).body, XML)


class Robots(SitePage):
    """What programs that crawl are asked to leave alone, and where the sitemap is."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_CRAWLED), ""]
        lines.append(f"Sitemap: {settings.PUBLIC_URL}{reverse('site:sitemaps')}")
        return PageAnswer("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")
