"""Webhook endpoints and deliveries in the admin."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.admin.delivery_plot import draw_deliveries
from incidents.models import Incident, Party
from incidents.webhooks.endpoint_health import Hour
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint, disable_endpoint, public_keys
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointState
from tests.incidents.admin.forms import errors_of
from tracker.foundation.access.models import TokenScope

URL = "http://127.0.0.1:9/hook"


@pytest.fixture(autouse=True)
def _loopback(settings: object) -> None:
    settings.ALLOW_PRIVATE_TARGETS = True  # type: ignore[attr-defined]


@pytest.fixture
def endpoint(curator: User) -> Endpoint:
    return create_endpoint(EndpointDraft(URL, "Newsroom"), owner=curator, scopes=TokenScope).endpoint


def at(endpoint: Endpoint, page: str) -> str:
    return reverse(f"admin:webhooks_endpoint_{page}", args=[endpoint.pk])


def test_its_secret_is_shown_once_by_the_answer_that_made_it(desk: Client, incident: Incident, curator: User) -> None:
    typed = {"url": URL, "event_types": ["figure.changed"], "metrics": ["affected"], "incidents": incident.reference}
    made = desk.post(reverse("admin:webhooks_endpoint_add"), typed)
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    endpoint = Endpoint.objects.get()
    secret = endpoint.secrets.get().secret
    assert secret in made.content.decode()
    assert endpoint.owner == curator
    assert [row.incident for row in endpoint.incidents.all()] == [incident]
    for page in ("change", "history", "edit"):
        assert secret not in desk.get(at(endpoint, page)).content.decode()
    assert secret not in desk.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "ftp://x.example/"}, "http"),
        ({"url": ""}, "required"),
        ({"incidents": "PI-0000-0000"}, "No incident has the reference"),
        ({"smallest_change_percent": "0"}, "above zero"),
    ],
)
def test_one_that_cannot_be_kept_is_an_error_of_the_form(desk: Client, typed: dict[str, str], sentence: str) -> None:
    response = desk.post(reverse("admin:webhooks_endpoint_add"), {"url": URL, **typed})
    assert response.status_code == 200
    assert sentence in errors_of(response)
    assert not Endpoint.objects.exists()


def test_a_new_secret_is_shown_once_and_the_old_one_goes_on_for_a_day(desk: Client, endpoint: Endpoint) -> None:
    shown = desk.post(at(endpoint, "rotate"), {"reason": "Leaked in a log"})
    assert shown.status_code == 201
    newest = endpoint.secrets.order_by("-pk")[0]
    assert newest.secret in shown.content.decode()
    assert endpoint.secrets.valid_at(timezone.now()).count() == 2
    history = desk.get(at(endpoint, "history")).content.decode()
    assert "Leaked in a log" in history
    assert newest.secret not in history


def test_it_is_changed_paused_and_resumed(desk: Client, endpoint: Endpoint) -> None:
    assert desk.post(at(endpoint, "edit"), {"url": URL, "description": "Night desk"}).status_code == 302
    desk.post(at(endpoint, "pause"), {"reason": "Moving house"})
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.state, endpoint.state_reason) == (
        "Night desk",
        EndpointState.PAUSED,
        "Moving house",
    )
    desk.post(at(endpoint, "do"), {"what": "resume"})
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.ACTIVE
    assert desk.get(at(endpoint, "do")).status_code == 405


def test_a_test_event_is_owed_and_failed_deliveries_are_sent_again(desk: Client, endpoint: Endpoint) -> None:
    desk.post(at(endpoint, "do"), {"what": "test"})
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.PENDING
    Delivery.objects.update(state=DeliveryState.FAILED, next_attempt_at=None, finished_at=timezone.now())
    post = {"action": "send_again", "_selected_action": [delivery.pk]}
    shown = desk.post(reverse("admin:webhooks_delivery_changelist"), post, follow=True).content.decode()
    assert "1 due again" in shown
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING
    assert desk.get(reverse("admin:webhooks_delivery_change", args=[delivery.pk])).status_code == 200


def test_the_list_of_deliveries_offers_nobody_elses_endpoints(
    client: Client, endpoint: Endpoint, curator: User
) -> None:
    other = User.objects.create_user("jonas", is_staff=True)
    other.groups.set(curator.groups.all())
    for name in ("Desk one", "Desk two"):
        create_endpoint(EndpointDraft(URL, name), owner=other, scopes=TokenScope)
    client.force_login(other)
    offered = client.get(reverse("admin:webhooks_delivery_changelist")).content.decode()
    assert "Desk one" in offered
    assert "Newsroom" not in offered


def test_who_is_no_curator_any_more_ends_an_endpoint_without_being_told_what_it_asked_for(
    client: Client, incident: Incident
) -> None:
    owner = User.objects.create_user("jonas", is_staff=True)
    names = ["view_endpoint", "delete_endpoint", "scope_webhooks"]
    owner.user_permissions.add(*Permission.objects.filter(codename__in=names))
    draft = EndpointDraft(URL, "Desk", incidents=(incident,))
    endpoint = create_endpoint(draft, owner=owner, scopes=TokenScope).endpoint
    client.force_login(owner)
    page = reverse("admin:webhooks_endpoint_delete", args=[endpoint.pk])
    asked = client.get(page).content.decode()
    assert "Desk" in asked
    assert incident.title not in asked
    assert "By owner" not in client.get(reverse("admin:webhooks_endpoint_changelist")).content.decode()
    client.post(page, {"post": "yes"})
    assert not Endpoint.objects.exists()


def test_another_curator_neither_sees_nor_changes_it(client: Client, endpoint: Endpoint, curator: User) -> None:
    other = User.objects.create_user("jonas", is_staff=True)
    other.groups.set(curator.groups.all())
    client.force_login(other)
    assert URL not in client.get(reverse("admin:webhooks_endpoint_changelist")).content.decode()
    for page in ("edit", "rotate", "pause", "do"):
        assert client.post(at(endpoint, page), {"url": URL, "reason": "x", "what": "test"}).status_code == 404
    assert not Delivery.objects.exists()


def test_every_wish_is_kept_shown_and_shown_again_in_the_form(desk: Client, incident: Incident) -> None:
    party = Party.objects.create(name="Quizlings")
    typed = {
        "url": URL,
        "parties": party.reference.lower(),
        "countries": "gb, IE",
        "data_classes": ["credentials"],
        "smallest_figure": "1000000",
        "rate_limit_per_minute": "60",
        "in_order": "on",
        "signing": "v1a",
    }
    made = desk.post(reverse("admin:webhooks_endpoint_add"), typed)
    endpoint = Endpoint.objects.get()
    [public] = public_keys(endpoint)
    assert "Public key of" in made.content.decode()
    for page in (made, desk.get(at(endpoint, "change"))):
        assert public in page.content.decode().replace("&#x2B;", "+").replace("&#x3D;", "=")
        assert endpoint.secrets.get().secret not in page.content.decode()
    assert [row.country for row in endpoint.countries.all()] == ["GB", "IE"]
    assert (endpoint.rate_limit_per_minute, endpoint.in_order, endpoint.smallest_figure) == (60, True, 1_000_000)
    form = desk.get(at(endpoint, "edit")).context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert (again["countries"], again["parties"], again["data_classes"]) == ("GB, IE", party.reference, ["credentials"])
    assert desk.post(at(endpoint, "edit"), {"url": URL}).status_code == 302
    endpoint.refresh_from_db()
    assert not endpoint.countries.exists()
    assert (endpoint.rate_limit_per_minute, endpoint.signing) == (None, "v1a")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"parties": "PA-0000-0000"}, "No party has the reference"),
        ({"countries": "Britain"}, "two-letter"),
        ({"rate_limit_per_minute": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_wish_that_cannot_be_is_an_error_of_the_form(desk: Client, typed: dict[str, str], sentence: str) -> None:
    response = desk.post(reverse("admin:webhooks_endpoint_add"), {"url": URL, **typed})
    assert response.status_code == 200
    assert sentence in errors_of(response)


def test_the_scheme_changes_with_a_new_key(desk: Client, endpoint: Endpoint) -> None:
    shown = desk.post(at(endpoint, "rotate"), {"reason": "Fewer secrets", "signing": "v1a"})
    assert shown.status_code == 201
    endpoint.refresh_from_db()
    assert endpoint.signing == "v1a"
    assert endpoint.secrets.valid_at(timezone.now()).count() == 2


def test_everything_since_a_moment_is_sent_again(desk: Client, endpoint: Endpoint) -> None:
    now = timezone.now()
    for hours in (3, 1):
        moment = now - dt.timedelta(hours=hours)
        Delivery.objects.create(
            endpoint=endpoint, state=DeliveryState.DELIVERED, created_at=moment, finished_at=moment, attempts=1
        )
    since = (now - dt.timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    shown = desk.post(at(endpoint, "replay"), {"since": since}, follow=True).content.decode()
    assert "1 deliveries since" in shown
    assert desk.post(at(endpoint, "replay"), {"since": "yesterday"}).status_code == 200
    assert Delivery.objects.pending().count() == 1


def test_the_page_tells_how_it_goes_and_what_its_owner_was_told(desk: Client, endpoint: Endpoint) -> None:
    empty = desk.get(at(endpoint, "change")).content.decode()
    assert "No attempt was made." in empty
    assert "hours-title" not in empty
    delivery = Delivery.objects.create(endpoint=endpoint, state=DeliveryState.DELIVERED, finished_at=timezone.now())
    for number, (status, error) in enumerate([(200, ""), (200, ""), (500, "http_status"), (None, "total_timeout")]):
        Attempt.objects.create(
            delivery=delivery, number=number + 1, started_at=timezone.now(), duration_ms=40, status=status, error=error
        )
    disable_endpoint(endpoint, reason="The receiver answered 410 Gone.")
    page = desk.get(at(endpoint, "change")).content.decode()
    assert "50.0% of 4 attempts succeeded." in page
    assert "40 ms at the median" in page
    assert "2 succeeded, 2 failed" in page
    assert "The receiver answered 410 Gone." in page
    assert "(mail on its way)" in page


def test_the_bars_are_as_high_as_the_attempts_are_many() -> None:
    start = dt.datetime(2031, 5, 14, tzinfo=dt.UTC)
    hours = [Hour(start, 10, 0), Hour(start + dt.timedelta(hours=1), 0, 5), Hour(start + dt.timedelta(hours=2), 0, 0)]
    plot = draw_deliveries(hours)
    assert plot is not None
    first, second, third = plot.bars
    assert first.succeeded_height == 2 * second.failed_height > 0
    assert first.succeeded_y + first.succeeded_height == pytest.approx(plot.bottom)
    assert (third.succeeded_height, third.failed_height) == (0, 0)
    assert draw_deliveries(hours[2:]) is None
    seldom = draw_deliveries([Hour(start, 100_000, 1)])
    assert seldom is not None
    assert seldom.bars[0].failed_height >= 2, "one failure among many is still to be seen"


def test_a_page_that_was_left_open_takes_back_no_change(desk: Client, endpoint: Endpoint) -> None:
    late = desk.get(at(endpoint, "edit")).context["form"].initial["read_version"]
    assert desk.post(at(endpoint, "edit"), {"url": URL, "disputed_only": "on", "read_version": late}).status_code == 302
    typed = {"url": URL, "description": "Night desk", "read_version": late}
    refused = desk.post(at(endpoint, "edit"), typed)
    assert "was changed since you opened the page" in errors_of(refused)
    endpoint.refresh_from_db()
    assert (endpoint.disputed_only, endpoint.description) == (True, "")
    again = typed | {"read_version": refused.context["form"]["read_version"].value()}
    assert desk.post(at(endpoint, "edit"), again).status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.disputed_only, endpoint.description) == (False, "Night desk")
