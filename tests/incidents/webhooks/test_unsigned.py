"""A signing secret that cannot be read holds its deliveries up, and nothing goes out unsigned."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import public_keys, rotate_secret
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointSecret, Signing
from tests.incidents.webhooks.conftest import pass_time, split, verifies

pytestmark = pytest.mark.django_db


def lose_key(settings: Any) -> str:
    key = str(settings.SECRET_KEY)
    settings.SECRET_KEY = "another key, of fifty characters or more, as it has to be"
    return key


def forget(loopback: Any) -> None:
    """Leave nothing that the fixture, which has the key from before, would look at."""
    loopback.requests.clear()
    EndpointSecret.objects.all().delete()


def test_deliveries_wait_with_a_reason_and_go_out_when_the_key_is_back(subscribe, tell, loopback, settings):
    subscribe(loopback.url("/ok"))
    tell()
    key = lose_key(settings)
    run = deliver_due()
    assert (run.delivered, run.failed, loopback.requests) == (0, 0, [])
    delivery, endpoint = Delivery.objects.get(), Endpoint.objects.get()
    assert (delivery.state, delivery.attempts, delivery.lease_token) == (DeliveryState.PENDING, 0, "")
    assert delivery.next_attempt_at > timezone.now() + dt.timedelta(minutes=4)
    assert "SECRETS_KEY_FALLBACKS" in endpoint.state_reason
    assert (endpoint.consecutive_failures, Attempt.objects.count()) == (0, 0)
    settings.SECRET_KEY = key
    pass_time(minutes=6)
    assert deliver_due().delivered == 1
    assert Endpoint.objects.get().state_reason == ""
    assert len(loopback.requests) == 1


def test_an_endpoint_without_any_secret_is_sent_nothing(subscribe, tell, loopback):
    endpoint = subscribe(loopback.url("/ok"))
    tell()
    endpoint.secrets.all().delete()
    deliver_due()
    assert loopback.requests == []
    assert "no signing secret" in Endpoint.objects.get().state_reason


def test_others_are_not_held_up(subscribe, tell, loopback, settings):
    subscribe(loopback.url("/ok"), description="old")
    lose_key(settings)
    subscribe(loopback.url("/ok"), description="new")
    tell()
    run = deliver_due()
    assert (run.delivered, run.failed) == (1, 0)
    forget(loopback)


def test_a_new_secret_is_the_way_out_without_the_old_key(subscribe, tell, loopback, settings):
    endpoint = subscribe(loopback.url("/ok"))
    lose_key(settings)
    rotate_secret(endpoint)
    tell()
    assert deliver_due().delivered == 1
    headers, body = split(loopback.requests[0])
    assert headers["webhook-signature"].count("v1,") == 1
    assert verifies(endpoint.secrets.all()[0].secret, headers, body)
    forget(loopback)


def test_a_page_about_an_endpoint_whose_key_is_lost_is_shown(subscribe, settings):
    endpoint = subscribe("https://hooks.example/", signing=Signing.V1A)
    assert len(public_keys(endpoint)) == 1
    lose_key(settings)
    assert public_keys(endpoint) == []
