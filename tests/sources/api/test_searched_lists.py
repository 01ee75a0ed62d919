"""`q` on the lists whose rows belong to something that is searched, and on those that are a sender's own."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from incidents.models import Event, Incident
from incidents.vocabulary import Visibility
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.fanout import fan_out
from tests.api import ROOT, client_with, fill
from tests.sources.api.filling import cover
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db


def rows_of(client: APIClient, address: str) -> list[dict[str, object]]:
    answer = client.get(f"{ROOT}/{address}")
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, object]] = answer.json()["results"]
    return rows


def test_events_are_found_by_the_words_of_their_incident(anonymous: APIClient, curator: APIClient) -> None:
    first, second = fill(1), fill(2)
    Incident.objects.filter(pk=first.pk).update(title="Quarry ledger left open")
    own = list(Event.objects.filter(incident=first).order_by("sequence").values_list("reference", flat=True))
    assert len(own) > 1
    for client in (anonymous, curator):
        assert [row["reference"] for row in rows_of(client, "events?q=quarry ledg")] == own
        assert rows_of(client, "events?q=quarry nowhere") == []
    Incident.objects.filter(pk=first.pk).update(visibility=Visibility.INTERNAL)
    assert rows_of(anonymous, "events?q=quarry") == [], "its title now is not for everybody"
    assert [row["reference"] for row in rows_of(curator, "events?q=quarry")] == own
    assert anonymous.get(f"{ROOT}/incidents/{second.reference}/timeline?q=quarry").status_code == 400


def test_mentions_are_found_by_the_words_of_their_article(anonymous: APIClient, curator: APIClient) -> None:
    first, second = cover(fill(1)), cover(fill(2))
    for client in (anonymous, curator):
        assert [row["article"] for row in rows_of(client, "mentions?q=northwind 1")] == [first.reference]
        assert [row["article"] for row in rows_of(client, 'mentions?q="paper 2"')] == [second.reference]
    second.coverage.all().delete()
    assert rows_of(anonymous, "mentions?q=paper") == rows_of(anonymous, f"mentions?article={first.reference}")


def test_feeds_are_found_by_parts_of_words_in_any_order(curator: APIClient) -> None:
    cover(fill(1))
    cover(fill(2))
    found = [row["url"] for row in rows_of(curator, "feeds?q=rss aper2")]
    assert found == ["https://paper2.example/rss"]
    assert rows_of(curator, 'feeds?q="rss paper"') == []
    assert [row["url"] for row in rows_of(curator, 'feeds?q="Paper 1"')] == ["https://paper1.example/rss"]


def test_endpoints_deliveries_and_tokens_are_found_among_ones_own(curator: APIClient) -> None:
    mine = client_with([TokenScope.READ, TokenScope.WEBHOOKS], "wanda")
    wanda = User.objects.get(username="wanda")
    for number, words in enumerate(("Newsroom desk", "Archive")):
        draft = EndpointDraft(f"https://hooks.example/{number}", description=words)
        create_endpoint(draft, owner=wanda, scopes=[TokenScope.READ, TokenScope.WEBHOOKS])
    incident = fill(1)
    fill(2)
    fan_out()
    assert [row["description"] for row in rows_of(mine, "webhooks/endpoints?q=desk hooks")] == ["Newsroom desk"]
    assert rows_of(curator, "webhooks/endpoints?q=desk") == []
    found = rows_of(mine, f"webhooks/deliveries?q={incident.reference}&page_size=100")
    assert len(found) == 2 * Event.objects.filter(incident=incident).count() > 0
    assert rows_of(mine, "webhooks/deliveries?q=nowhere") == rows_of(curator, "webhooks/deliveries?q=northwind") == []
    assert [row["name"] for row in rows_of(mine, "tokens?q=TES")] == ["test"]
    assert rows_of(mine, "tokens?q=test other") == []
