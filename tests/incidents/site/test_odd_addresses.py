"""What nobody would type by hand into an address: answered in words, and never by a failure."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from incidents.models import Incident, Party
from incidents.site.queries import FILTERS
from tests.incidents.site.conftest import Reads
from tests.incidents.site.test_pages import page_of

pytestmark = pytest.mark.django_db
ODD = ("zzz", "a,,b", "\0", "9" * 30)


def test_feeds_and_lists_refuse_and_take_the_same_odd_values(client: Client, read: Reads, shown: Incident) -> None:
    statuses = set()
    for name in sorted(FILTERS):
        for value in ODD:
            query = urlencode({name: value})
            answers = {page: client.get(f"/{page}?{query}").status_code for page in ("incidents", "incidents.atom")}
            assert len(set(answers.values())) == 1, (name, value, answers)
            statuses |= set(answers.values())
    assert statuses == {200, 400}
    party = Party.objects.order_by("pk").first()
    assert party is not None
    for feed in (
        f"{page_of(shown)}/feed.atom",
        f"/parties/{party.reference}/feed.atom",
        "/regulators/gb-ico/feed.atom",
    ):
        assert read(f"{feed}?kind=zzz", 302).headers["Location"] == feed


@pytest.mark.parametrize("name", ["kind", "status", "figure_status"])
def test_a_feed_names_the_filter_that_it_cannot_read(read: Reads, name: str) -> None:
    assert "zzz" in read(f"/incidents.atom?{name}=zzz", 400).content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1/",
        "http://[x]/",
        "http://a]/",
        "http://\u2100.example/",
        "http://\u2177\uff0f@x/",
        "http://127.0.0.1:8000/sitemaps/pages-" + "9" * 1900 + ".xml",
        "http://127.0.0.1:8000/incidents/\0",
        "\0",
        "//",
    ],
)
def test_the_card_of_what_is_no_address_of_ours_is_not_found(read: Reads, url: str) -> None:
    read(f"/oembed?{urlencode({'url': url})}", 404)


@pytest.mark.parametrize("number", ["0", "50001", "9223372036854775807", "9" * 22, "9" * 5000])
def test_a_sitemap_that_there_cannot_be_is_not_found(read: Reads, number: str) -> None:
    for kind in ("incidents", "parties", "pages"):
        read(f"/sitemaps/{kind}-{number}.xml", 404)
