"""Pictures, previews, data for machines, and the card for other people's pages."""

import json
import re
import struct

import pytest
from django.urls import reverse
from lxml import etree

from incidents.models import Incident
from tests.incidents.site.conftest import Reads

pytestmark = pytest.mark.django_db


def page_of(incident: Incident) -> str:
    return reverse("site:incident", args=[incident.slug])


def test_the_drawing_is_a_picture_by_its_own_address(read: Reads, shown: Incident) -> None:
    svg = read(f"{page_of(shown)}/plot.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    drawn = etree.fromstring(svg.content)
    assert len(drawn.findall("{*}circle")) == 2
    png = read(f"{page_of(shown)}/plot.png")
    assert png.headers["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    assert struct.unpack(">II", png.content[16:24]) == (1520, 600)
    read(f"{page_of(shown)}/plot.svg?metric=fine", 404)


def test_previews_and_machines_are_told_the_same(read: Reads, shown: Incident) -> None:
    page = read(page_of(shown)).content.decode()
    assert f'<meta property="og:title" content="{shown.title}">' in page
    assert re.search(r'<meta property="og:image" content="http://127.0.0.1:8000/incidents/[^"]+/plot.png">', page)
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    dataset, *reviews = json.loads(script)
    assert dataset["@type"] == "Dataset"
    assert dataset["identifier"] == shown.reference
    assert 50 <= len(dataset["description"]) <= 5000
    [measured] = [one for one in dataset["variableMeasured"] if one["unitText"] == "people"]
    assert (measured["value"], measured["maxValue"]) == (5000, 5000)
    assert {review["@type"] for review in reviews} == {"ClaimReview"}
    for review in reviews:
        assert review["claimReviewed"]
        assert review["itemReviewed"]["appearance"]["url"] == "https://paper.example/1"
        assert 1 <= review["reviewRating"]["ratingValue"] <= 5


def test_a_card_may_be_framed_and_no_page_else(read: Reads, shown: Incident) -> None:
    card = read(f"/embed/{shown.reference}")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    page = read(page_of(shown))
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_oembed_gives_the_card_of_a_page(read: Reads, shown: Incident) -> None:
    page = read(page_of(shown)).content.decode()
    [link] = re.findall(r'<link rel="alternate" type="application/json\+oembed"[^>]*href="([^"]+)"', page)
    data = read(link.removeprefix("http://127.0.0.1:8000")).json()
    assert data["version"] == "1.0"
    assert data["type"] == "rich"
    assert f"/embed/{shown.reference}" in data["html"]
    small = read(f"/oembed?url=http://127.0.0.1:8000{page_of(shown)}&maxwidth=300&maxheight=100").json()
    assert (small["width"], small["height"]) == (300, 100)
    for bad, status in (("url=http://elsewhere.example/incidents/x", 404), ("url=http://127.0.0.1:8000/stats", 404)):
        read(f"/oembed?{bad}", status)
    read(f"/oembed?url=http://127.0.0.1:8000{page_of(shown)}&format=xml", 406)
    read(f"/oembed?url=http://127.0.0.1:8000{page_of(shown)}&maxwidth=wide", 400)
