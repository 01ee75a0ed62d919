"""Every address of the public site, filled in for one incident."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from incidents.models import Incident, Party
from incidents.site.sitemaps import PORTION
from incidents.site.urls import urlpatterns

NOTES = ("subscribed", "confirmed")
# Behind a key that a letter gives; the tests of letters look at them.
BY_KEY = {"confirm", "unsubscribe"}


def named() -> set[str]:
    """The names of all patterns."""
    return {str(pattern.name) for pattern in urlpatterns}


def addresses_of(incident: Incident) -> Iterator[tuple[str, str]]:
    """(name, address) of every page that shows the incident or could; each name at least once."""
    party = Party.objects.filter(involvements__incident=incident).order_by("pk").first()
    assert party is not None
    by_name = {"name": incident.slug}
    given = {
        "incident": by_name,
        "plot-svg": by_name,
        "plot-png": by_name,
        "suggest-about": by_name,
        "incident-feed": by_name,
        "party": {"reference": party.reference},
        "party-feed": {"reference": party.reference},
        "regulator": {"slug": "gb-ico"},
        "regulator-feed": {"slug": "gb-ico"},
        "embed": {"reference": incident.reference},
    }
    for name in sorted(named() - BY_KEY - {"sitemap", "note"}):
        yield name, reverse(f"site:{name}", kwargs=given.get(name))
    for kind, key in (("pages", 1), ("incidents", incident.pk), ("parties", party.pk)):
        yield "sitemap", reverse("site:sitemap", args=[kind, -(-key // PORTION)])
    for note in NOTES:
        yield "note", reverse("site:note", args=[note])
    page = reverse("site:incident", kwargs=by_name)
    yield "incident", f"{page}?as_of=2031-05-05"
    yield "oembed", f"{reverse('site:oembed')}?url={settings.PUBLIC_URL}{page}"
    for query in (
        "q=address",
        "q=Northwind",
        "country=GB",
        "party=NW1",
        "regulator=ico",
        "ordering=-affected",
        "proceeding_stage=decision",
    ):
        yield "incidents", f"{reverse('site:incidents')}?{query}"
        if "ordering" not in query:
            yield "feed", f"{reverse('site:feed')}?{query}"
    yield "parties", f"{reverse('site:parties')}?q=northwind"
    yield "regulators", f"{reverse('site:regulators')}?q=ico"
