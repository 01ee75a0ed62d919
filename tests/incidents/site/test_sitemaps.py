"""The sitemap leads to every public page, in portions that are found by their keys."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from incidents.models import Incident, Party
from incidents.site import sitemaps
from tests.api import fill
from tests.incidents.site.conftest import Reads
from tests.incidents.site.test_pages import page_of

pytestmark = pytest.mark.django_db


def test_the_sitemap_leads_to_every_public_page(read: Reads, shown: Incident) -> None:
    index = etree.fromstring(read("/sitemap.xml").content)
    portions = [each.text or "" for each in index.iter("{*}loc")]
    number, last = -(-shown.pk // sitemaps.PORTION), -(-Party.objects.latest("pk").pk // sitemaps.PORTION)
    names = [portion.rpartition("/")[2] for portion in portions]
    assert names == ["pages-1.xml", f"incidents-{number}.xml", f"parties-{last}.xml"]
    found = []
    for portion in portions:
        tree = etree.fromstring(read(portion.removeprefix("http://127.0.0.1:8000")).content)
        found += [(each.text or "").removeprefix("http://127.0.0.1:8000") for each in tree.iter("{*}loc")]
    assert page_of(shown) in found
    assert "/regulators/gb-ico" in found
    for address in found:
        read(address)
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in read("/robots.txt").content.decode()
    for none in ("pages-2", f"incidents-{number + 1}", "claims-1", "incidents-0", f"incidents-{2**63}"):
        read(f"/sitemaps/{none}.xml", 404)


def test_a_portion_of_the_sitemap_is_what_has_a_key_of_its_range(
    read: Reads, shown: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "PORTION", 2)
    others = [fill(number) for number in range(2, 6)]
    Incident.objects.filter(pk__gt=shown.pk).exclude(pk=others[-1].pk).update(visibility="internal")
    last = -(-others[-1].pk // 2)
    assert f"/sitemaps/incidents-{last}.xml" in read("/sitemap.xml").content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert page_of(others[-1]) in read(f"/sitemaps/incidents-{last}.xml").content.decode()
    assert not [one for one in asked.captured_queries if "OFFSET" in one["sql"]]
    read(f"/sitemaps/incidents-{last - 1}.xml", 404)
    assert f"incidents-{last - 1}.xml" not in read("/sitemap.xml").content.decode()
