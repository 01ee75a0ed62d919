"""The pages of parties and of regulators, with the incidents that they have to do with."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.urls import reverse

from incidents.models import Party, Proceeding, Regulator
from incidents.models.searching import search_parties, search_regulators
from incidents.sectors import sector_name
from incidents.site.kept_pages import PageAnswer
from incidents.site.lists import lines_of
from incidents.site.pages import MovedTo, SitePage, nowhere, rendered, with_query
from incidents.site.public_incident import last_change
from incidents.site.queries import checked_words, found_incidents, readers_request
from incidents.site.words import country_name
from incidents.vocabulary import PartyKind, RegulatorKind, label
from tracker.foundation.rest.pages import CursorPages

MOST_REGULATORS: Final = 300


class _ByName:
    orders: ClassVar = {"name": "name"}
    default_order = "name"


class PartiesPage(SitePage):
    """The parties that have a role or a say in a public incident, by name."""

    parameters: ClassVar = frozenset({"q", "cursor"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        words = checked_words(query)
        public = Party.objects.public()
        rows = search_parties(public, words) if words else public
        asked = QueryDict(mutable=True)
        if "cursor" in query:
            asked["cursor"] = query.get("cursor", "")
        pages = CursorPages()
        page = pages.paginate_queryset(rows, readers_request(asked), _ByName())
        links: Any = pages.get_paginated_response(None).data
        after = links["next"].partition("?")[2] if links["next"] else ""
        q = f"&{QueryDict.fromkeys(['q'], value=words).urlencode()}" if words else ""
        lines = [
            {
                "address": reverse("site:party", args=[party.reference]),
                "name": party.name,
                "kind": label(PartyKind(party.kind)),
                "country": country_name(party.country) if party.country else "",
            }
            for party in page
        ]
        context = {"title": "Parties", "lines": lines, "asked": query, "next": f"{after}{q}" if after else ""}
        return rendered("parties.html", context, last_change())


class PartyPage(SitePage):
    """One party and its public incidents."""

    parameters: ClassVar = frozenset({"cursor"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        reference = kwargs["reference"]
        party = Party.objects.public().filter(reference=reference.upper()).first()
        if party is None:
            raise nowhere("party")
        if party.reference != reference:
            raise MovedTo(with_query(reverse("site:party", args=[party.reference]), query))
        facts = [("Kind", label(PartyKind(party.kind)))]
        facts += [("Country", country_name(party.country))] if party.country else []
        facts += [("Sector", sector_name(party.sector))] if party.sector else []
        names = [name for name in party.aliases.values_list("name", flat=True) if name != party.name]
        facts += [("Also called", ", ".join(names[:20]))] if names else []
        return _actor_page("party", party.reference, query, title=party.name, facts=facts, site=party.site)


class RegulatorsPage(SitePage):
    """The regulators that have a proceeding about a public incident, by name; a search looks among all."""

    parameters: ClassVar = frozenset({"q"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        words = checked_words(query)
        acting = Proceeding.objects.public().filter(regulator__isnull=False).order_by().values("regulator")
        rows = search_regulators(Regulator.objects.all(), words) if words else Regulator.objects.filter(pk__in=acting)
        lines = [
            {
                "address": reverse("site:regulator", args=[one.slug]),
                "name": str(one),
                "kind": label(RegulatorKind(one.kind)),
                "country": country_name(one.country) if one.country else "",
            }
            for one in rows.order_by("name", "pk")[:MOST_REGULATORS]
        ]
        return rendered("regulators.html", {"title": "Regulators", "lines": lines, "asked": query}, last_change())


class RegulatorPage(SitePage):
    """One regulator and the public incidents that it has a proceeding about."""

    parameters: ClassVar = frozenset({"cursor"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        regulator = Regulator.objects.filter(slug=kwargs["slug"]).first()
        if regulator is None:
            raise nowhere("regulator")
        facts = [("Kind", label(RegulatorKind(regulator.kind)))]
        facts += [("Country", country_name(regulator.country))] if regulator.country else []
        facts += [("Region", regulator.region)] if regulator.region else []
        return _actor_page("regulator", regulator.slug, query, title=str(regulator), facts=facts, site=regulator.site)


def _actor_page(
    kind: str, key: str, query: QueryDict, *, title: str, facts: list[tuple[str, str]], site: str
) -> PageAnswer:
    asked = query.copy()
    asked[kind] = key
    found = found_incidents(asked)
    filters = QueryDict(mutable=True)
    filters[kind] = key
    context = {
        "title": title,
        "kind": kind,
        "facts": facts,
        "site": site if site.startswith(("https://", "http://")) else "",
        "lines": lines_of(found.incidents),
        "found": found,
        "next": _only_cursor(found.next),
        "listed": with_query(reverse("site:incidents"), filters),
        "feed": reverse(f"site:{kind}-feed", args=[key]),
        "subscribe": with_query(reverse("site:subscribe"), filters),
    }
    return rendered("actor.html", context, last_change())


def _only_cursor(query: str) -> str:
    cursor = QueryDict(query).get("cursor")
    return QueryDict.fromkeys(["cursor"], value=cursor).urlencode() if cursor else ""
