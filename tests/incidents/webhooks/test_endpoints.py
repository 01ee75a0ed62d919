import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import (
    MAX_SECRETS,
    EndpointDraft,
    create_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointSecret, EndpointState
from incidents.webhooks.requested_deliveries import replay_delivery, replay_failed, send_test_event
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db


def test_a_new_endpoint_comes_with_its_secret(owner):
    made = create_endpoint(EndpointDraft("https://hooks.example/a", description="Desk"), owner=owner, scopes=TokenScope)
    assert made.secret.startswith("whsec_")
    assert made.endpoint.state == EndpointState.ACTIVE
    assert made.endpoint.reference.startswith("EP-")
    assert [row.secret for row in made.endpoint.secrets.all()] == [made.secret]
    assert made.secret not in str(made.endpoint.secrets.get())


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://10.0.0.1/", "address_refused"),
        ("https://[::ffff:127.0.0.1]/", "address_refused"),
        ("https://2130706433/", "host_numeric"),
        ("https://user:pw@hooks.example/", "credentials_refused"),
        ("https://hooks.example/#x", "fragment_refused"),
        ("https://hooks.example:8443/", "port_refused"),
        ("ftp://hooks.example/", "scheme_refused"),
        ("", "scheme_refused"),
    ],
)
def test_a_url_that_we_would_not_post_to_is_refused_at_creation_and_at_a_change(owner, subscribe, url, code):
    with pytest.raises(ValidationError) as caught:
        create_endpoint(EndpointDraft(url), owner=owner, scopes=TokenScope)
    assert caught.value.error_dict["url"][0].code == code
    endpoint = subscribe()
    with pytest.raises(ValidationError):
        update_endpoint(endpoint, {"url": url})
    endpoint.refresh_from_db()
    assert endpoint.url == "https://hooks.example/"


def test_loopback_is_refused_unless_private_targets_are_allowed(owner, settings):
    settings.ALLOW_PRIVATE_TARGETS = False
    for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/"):
        with pytest.raises(ValidationError):
            create_endpoint(EndpointDraft(url), owner=owner, scopes=TokenScope)
    settings.ALLOW_PRIVATE_TARGETS = True
    assert create_endpoint(EndpointDraft("http://127.0.0.1:9000/"), owner=owner, scopes=TokenScope).endpoint.pk


def test_our_own_public_name_is_refused(owner, settings):
    settings.PUBLIC_URL = "https://tracker.example"
    with pytest.raises(ValidationError, match="itself"):
        create_endpoint(EndpointDraft("https://tracker.example/api/v1/"), owner=owner, scopes=TokenScope)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"event_types": ("figure.exploded",)}, "event_types"),
        ({"metrics": ("beauty",)}, "metrics"),
        ({"smallest_change": 0}, "__all__"),
        ({"smallest_change_percent": -5}, "__all__"),
        ({"description": "x" * 201}, "description"),
    ],
)
def test_a_draft_that_makes_no_sense_names_the_field_and_leaves_nothing(owner, draft, field):
    with pytest.raises(ValidationError) as caught:
        create_endpoint(EndpointDraft("https://hooks.example/", **draft), owner=owner, scopes=TokenScope)
    assert field in caught.value.error_dict
    assert not Endpoint.objects.exists()


def test_changes_replace_only_what_they_name(subscribe, incident):
    endpoint = subscribe(event_types=("figure.changed",), metrics=("fine",))
    update_endpoint(endpoint, {"metrics": ["affected", "affected"], "incidents": [incident], "disputed_only": True})
    endpoint = Endpoint.objects.get(pk=endpoint.pk)
    assert list(endpoint.event_types.values_list("type", flat=True)) == ["figure.changed"]
    assert list(endpoint.metrics.values_list("metric", flat=True)) == ["affected"]
    assert [row.incident for row in endpoint.incidents.all()] == [incident]
    assert endpoint.disputed_only
    with pytest.raises(ValidationError):
        update_endpoint(endpoint, {"owner": 1})


def test_a_rotated_secret_signs_beside_the_old_one_for_a_day(subscribe):
    endpoint = subscribe()
    old = endpoint.secrets.get().secret
    new = rotate_secret(endpoint)
    now = timezone.now()
    valid = EndpointSecret.objects.filter(endpoint=endpoint)
    assert [row.secret for row in valid.valid_at(now)] == [new, old]
    assert [row.secret for row in valid.valid_at(now + dt.timedelta(hours=25))] == [new]
    assert [row.secret for row in valid.valid_at(now + dt.timedelta(hours=23))] == [new, old]


def test_rotating_often_keeps_few_secrets(subscribe):
    endpoint = subscribe()
    for _ in range(MAX_SECRETS + 3):
        newest = rotate_secret(endpoint)
    assert endpoint.secrets.count() == MAX_SECRETS
    assert endpoint.secrets.first().secret == newest


def test_an_endpoint_is_paused_and_resumed_once(subscribe):
    endpoint = subscribe()
    assert (pause_endpoint(endpoint, reason="Holiday"), pause_endpoint(endpoint)) == (True, False)
    assert (endpoint.state, endpoint.state_reason) == (EndpointState.PAUSED, "Holiday")
    assert (resume_endpoint(endpoint), resume_endpoint(endpoint)) == (True, False)
    assert (endpoint.state, endpoint.state_reason) == (EndpointState.ACTIVE, "")


def test_a_finished_delivery_is_replayed_and_a_pending_one_is_left_alone(subscribe, tell, loopback):
    subscribe(loopback.url("/ok"))
    tell()
    deliver_due()
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.DELIVERED
    assert replay_delivery(delivery)
    assert not replay_delivery(delivery)
    deliver_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.tries.count()) == (DeliveryState.DELIVERED, 1, 2)
    assert len(loopback.requests) == 2


def test_all_failed_deliveries_of_an_endpoint_are_replayed(subscribe, tell):
    endpoint = subscribe()
    for _ in range(3):
        tell()
    states = [DeliveryState.FAILED, DeliveryState.FAILED, DeliveryState.DELIVERED]
    for state in states:
        event = tell()
        Delivery.objects.create(endpoint=endpoint, event=event, state=state, attempts=10)
    assert replay_failed(endpoint) == 2
    assert Delivery.objects.pending().count() == 2
    assert set(Delivery.objects.pending().values_list("attempts", flat=True)) == {0}


def test_a_test_event_is_delivered_and_is_in_no_log_of_changes(subscribe, loopback):
    from incidents.models import Event

    endpoint = subscribe(loopback.url("/ok"))
    first, second = send_test_event(endpoint), send_test_event(endpoint)
    assert first.message_id != second.message_id
    deliver_due()
    assert len(loopback.requests) == 2
    assert all(b'"type":"webhook.test"' in request for request in loopback.requests)
    assert not Event.objects.exists()
