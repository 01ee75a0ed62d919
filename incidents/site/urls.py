"""The addresses of the public site. tracker/urls.py serves them where PUBLIC_SITE is on."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from incidents.site import (
    actors,
    atom,
    embedding,
    incident_page,
    lists,
    methodology,
    pictures,
    sitemaps,
    snapshots_page,
    statistics_page,
    subscribing,
    suggesting,
)


class NameConverter(StringConverter):
    """A reference or a slug."""

    regex = "[A-Za-z0-9_-]{1,120}"


register_converter(NameConverter, "name")

app_name = "site"
urlpatterns = [
    path("", lists.HomePage.as_view(), name="home"),
    path("incidents", lists.IncidentsPage.as_view(), name="incidents"),
    path("incidents/<name:name>", incident_page.IncidentPage.as_view(), name="incident"),
    path("incidents/<name:name>/plot.svg", pictures.PlotPicture.as_view(), {"form": "svg"}, name="plot-svg"),
    path("incidents/<name:name>/plot.png", pictures.PlotPicture.as_view(), {"form": "png"}, name="plot-png"),
    path("incidents/<name:name>/suggest", suggesting.SuggestPage.as_view(), name="suggest-about"),
    path("parties", actors.PartiesPage.as_view(), name="parties"),
    path("parties/<name:reference>", actors.PartyPage.as_view(), name="party"),
    path("regulators", actors.RegulatorsPage.as_view(), name="regulators"),
    path("regulators/<name:slug>", actors.RegulatorPage.as_view(), name="regulator"),
    path("methodology", methodology.MethodologyPage.as_view(), name="methodology"),
    path("stats", statistics_page.StatisticsPage.as_view(), name="statistics"),
    path("snapshots", snapshots_page.SnapshotsPage.as_view(), name="snapshots"),
    path("incidents.atom", atom.ChangesFeed.as_view(), name="feed"),
    path("incidents/<name:name>/feed.atom", atom.IncidentFeed.as_view(), name="incident-feed"),
    path("parties/<name:reference>/feed.atom", atom.PartyFeed.as_view(), name="party-feed"),
    path("regulators/<name:slug>/feed.atom", atom.RegulatorFeed.as_view(), name="regulator-feed"),
    path("subscribe", subscribing.SubscribePage.as_view(), name="subscribe"),
    path("subscribe/confirm/<name:key>", subscribing.ConfirmPage.as_view(), name="confirm"),
    path("subscribe/<slug:note>", suggesting.NotePage.as_view(), name="note"),
    path("unsubscribe/<name:key>", subscribing.UnsubscribePage.as_view(), name="unsubscribe"),
    path("suggest", suggesting.SuggestPage.as_view(), name="suggest"),
    path("suggest/thanks", suggesting.NotePage.as_view(), {"note": "thanks"}, name="thanks"),
    path("embed/<name:reference>", embedding.EmbeddedCard.as_view(), name="embed"),
    path("oembed", embedding.OEmbed.as_view(), name="oembed"),
    path("sitemap.xml", sitemaps.SitemapIndex.as_view(), name="sitemaps"),
    path("sitemaps/<slug:kind>-<int:number>.xml", sitemaps.Sitemap.as_view(), name="sitemap"),
    path("robots.txt", sitemaps.Robots.as_view(), name="robots"),
]
