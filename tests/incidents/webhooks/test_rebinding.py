"""A receiver's name that leads to a public address when the endpoint is made, and to ourselves when it is posted to."""

import socket
from typing import Any

import pytest

from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.models import Delivery, DeliveryState
from tests.incidents.webhooks.conftest import pass_time

pytestmark = pytest.mark.django_db
HOST, PUBLIC = "hooks.osier-receiver.com", "93.184.215.14"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the resolver says of HOST, one after the other; the last stays."""
    told: list[str] = []
    system = socket.getaddrinfo

    def resolve(host: Any, *more: Any, **options: Any) -> Any:
        if host != HOST:
            return system(host, *more, **options)
        return system(told.pop(0) if len(told) > 1 else told[0], *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return told


@pytest.mark.parametrize("then", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"])
def test_a_name_that_leads_elsewhere_when_it_is_posted_to_is_not_posted_to(
    loopback: Any, settings: Any, answers: list[str], then: str, request: pytest.FixtureRequest
) -> None:
    subscribe, tell = request.getfixturevalue("subscribe"), request.getfixturevalue("tell")
    settings.ALLOW_PRIVATE_TARGETS, settings.OUTBOUND_PORTS = False, [loopback.port]
    answers += [PUBLIC, then]
    subscribe(loopback.url("/ok", host=HOST))
    assert answers == [then], "the name was looked up when the endpoint was made"
    tell()
    for number in (1, 2):
        assert deliver_due().failed == 1
        attempt = Delivery.objects.get().tries.latest("number")
        assert (attempt.number, attempt.status, attempt.error) == (number, None, "address_refused")
        pass_time(days=1)
    assert Delivery.objects.get().state != DeliveryState.DELIVERED
    assert loopback.requests == []
