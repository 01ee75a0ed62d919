from collections import Counter

import pytest
from django.contrib.auth.models import User

from incidents.models import EventType, Incident, Involvement, Party
from incidents.vocabulary import DataClass, Role
from incidents.webhooks.endpoints import disable_endpoint, pause_endpoint, resume_endpoint
from incidents.webhooks.fanout import fan_out, waiting
from incidents.webhooks.models import Delivery, DeliveryState, FanoutCursor
from incidents.webhooks.models.filter_questions import FilterQuestion
from tests.accounts import account
from tests.incidents.webhooks.conftest import figure_data
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db


def owed(endpoint):
    return list(Delivery.objects.filter(endpoint=endpoint).order_by("event").values_list("event__type", flat=True))


def test_every_event_is_owed_to_every_endpoint_once(subscribe, tell):
    endpoints = [subscribe() for _ in range(3)]
    events = [tell() for _ in range(4)]
    assert waiting() == 4
    assert fan_out() == 4
    assert waiting() == 0
    rows = Delivery.objects.values_list("endpoint", "event")
    assert set(rows) == {(endpoint.pk, event.pk) for endpoint in endpoints for event in events}
    row = Delivery.objects.order_by("pk")[0]
    assert (row.state, row.attempts, row.lease_token) == (DeliveryState.PENDING, 0, "")
    assert row.next_attempt_at == row.created_at


def test_fanning_out_again_is_silent(subscribe, tell):
    subscribe()
    tell()
    assert (fan_out(), fan_out()) == (1, 0)
    FanoutCursor.objects.update(last=0)  # as after a restored backup of the cursor alone
    assert fan_out() == 1
    assert Delivery.objects.count() == 1


def test_many_events_are_fanned_out_in_portions(subscribe, tell, monkeypatch):
    monkeypatch.setattr("incidents.webhooks.fanout.EVENTS_AT_ONCE", 3)
    subscribe()
    for _ in range(8):
        tell()
    assert fan_out(portions=1) == 3
    assert Delivery.objects.count() == 3
    assert fan_out() == 5
    assert Delivery.objects.count() == 8


def test_the_statement_is_the_same_for_events_that_ask_alike(subscribe, tell, incident):
    """Only values differ; each goes to its own endpoints."""
    small, large = subscribe(smallest_figure=1_000), subscribe(smallest_figure=1_000_000)
    shapes = set()
    for new in (500, 5_000, 5_000_000):
        event = tell(data=figure_data(incident, old=None, new=new))
        shapes.add(FilterQuestion.of(event).shape)
        fan_out()
    assert len(shapes) == 1
    owed = Counter(Delivery.objects.values_list("endpoint", flat=True))
    assert owed == {small.pk: 2, large.pk: 1}


def test_an_endpoint_hears_of_what_happens_after_it_was_made(subscribe, tell):
    tell()
    endpoint = subscribe()
    tell()
    fan_out()
    assert Delivery.objects.filter(endpoint=endpoint).count() == 1


FILTERS = [
    ({}, True),
    ({"event_types": ("figure.changed",)}, True),
    ({"event_types": ("figure.changed", "incident.created")}, True),
    ({"event_types": ("incident.created",)}, False),
    ({"metrics": ("affected",)}, True),
    ({"metrics": ("fine", "records")}, False),
    ({"disputed_only": True}, False),
    ({"smallest_change": 37_000_000}, True),
    ({"smallest_change": 37_000_001}, False),
    ({"smallest_change_percent": 74}, True),
    ({"smallest_change_percent": 75}, False),
    ({"smallest_change": 1, "smallest_change_percent": 75}, False),
    ({"smallest_figure": 87_000_000}, True),
    ({"smallest_figure": 87_000_001}, False),
]


@pytest.mark.parametrize(("filters", "heard"), FILTERS)
def test_an_endpoint_hears_of_what_its_filters_let_through(subscribe, tell, filters, heard):
    endpoint = subscribe(**filters)
    tell(old=50_000_000, new=87_000_000)
    fan_out()
    assert bool(owed(endpoint)) == heard


@pytest.mark.parametrize(
    ("figure", "heard"),
    [
        ({"old": None, "new": 50}, True),
        ({"old": 0, "new": 50}, True),
        ({"old": 0, "new": 9}, False),
        ({"old": 100, "new": None}, True),
        ({"old": 100, "new": 60}, True),
        ({"old": 100, "new": 100, "status": "disputed"}, False),
    ],
)
def test_a_first_or_lost_figure_passes_the_smallest_change_and_a_fall_counts_like_a_rise(
    subscribe, tell, figure, heard
):
    endpoint = subscribe(smallest_change=10, smallest_change_percent=10)
    tell(**figure)
    fan_out()
    assert bool(owed(endpoint)) == heard


@pytest.mark.parametrize(
    ("figure", "heard"),
    [
        ({"old": 2_000_000, "new": 5}, True),
        ({"old": None, "new": 999_999}, False),
        ({"old": 1_000_000, "new": None}, True),
        ({"old": None, "new": None}, True),
    ],
)
def test_a_figure_that_was_large_is_told_when_it_falls_and_an_unknown_one_is_not_small(subscribe, tell, figure, heard):
    endpoint = subscribe(smallest_figure=1_000_000)
    tell(**figure)
    fan_out()
    assert bool(owed(endpoint)) == heard


def test_a_figure_without_a_best_number_is_as_large_as_its_bound(subscribe, tell, incident):
    endpoint = subscribe(smallest_figure=1_000_000)
    for high, heard in ((999_999, 0), (1_000_000, 1)):
        new = {"low": None, "best": None, "high": high, "status": "disputed"}
        tell(data={"incident": {"reference": incident.reference}, "old": None, "new": new})
        fan_out()
        assert len(owed(endpoint)) == heard


@pytest.fixture
def concerned(incident):
    """The incident with a controller, in two countries, about passwords."""
    party = Party.objects.create(name="Quizlings")
    Involvement.objects.create(incident=incident, party=party, role=Role.CONTROLLER)
    for country in ("GB", "IE"):
        incident.countries.create(country=country)
    incident.data_classes.create(data_class=DataClass.CREDENTIALS)
    return party


def test_an_endpoint_may_ask_for_parties_countries_and_classes_of_data(subscribe, tell, concerned):
    stranger = Party.objects.create(name="Somebody else")
    wishes = [
        ({"parties": (concerned,)}, True),
        ({"parties": (stranger, concerned)}, True),
        ({"parties": (stranger,)}, False),
        ({"countries": ("IE", "FR")}, True),
        ({"countries": ("FR",)}, False),
        ({"data_classes": ("credentials",)}, True),
        ({"data_classes": ("health",)}, False),
        ({"parties": (concerned,), "countries": ("FR",)}, False),
        ({"parties": (concerned,), "countries": ("GB",), "metrics": ("affected",)}, True),
    ]
    endpoints = [(subscribe(**wish), heard) for wish, heard in wishes]
    tell()
    fan_out()
    assert [bool(owed(endpoint)) for endpoint, _ in endpoints] == [heard for _, heard in endpoints]


def test_what_an_incident_gains_counts_from_then_on(subscribe, tell, incident):
    endpoint = subscribe(countries=("FR",))
    tell()
    fan_out()
    incident.countries.create(country="FR")
    tell()
    fan_out()
    assert len(owed(endpoint)) == 1


def test_disputed_only_tells_disputed_figures_and_all_that_is_not_a_figure(subscribe, tell, incident):
    endpoint = subscribe(disputed_only=True)
    tell(status="disputed")
    tell(EventType.FIGURE_DISPUTED, status="disputed")
    tell(EventType.INCIDENT_CREATED, data={"incident": {"reference": incident.reference}})
    tell(status="settled")
    fan_out()
    assert owed(endpoint) == ["figure.changed", "figure.disputed", "incident.created"]


def test_the_metric_of_a_claim_is_filtered_like_that_of_a_figure(subscribe, tell):
    fines, people = subscribe(metrics=("fine",)), subscribe(metrics=("affected",))
    tell(EventType.CLAIM_RECORDED, data={"claim": {"metric": "fine"}})
    fan_out()
    assert (len(owed(fines)), len(owed(people))) == (1, 0)


def test_an_endpoint_may_ask_for_some_incidents_and_goes_with_a_merge(subscribe, tell, incident):
    other = Incident.objects.create(title="Another", slug="another")
    mine, others, both = subscribe(incidents=(incident,)), subscribe(incidents=(other,)), subscribe()
    tell()
    fan_out()
    assert [len(owed(one)) for one in (mine, others, both)] == [1, 0, 1]
    Incident.objects.filter(pk=other.pk).update(merged_into=incident)
    tell()
    fan_out()
    assert [len(owed(one)) for one in (mine, others, both)] == [2, 1, 2]


@pytest.mark.parametrize("hidden", [{"visibility": "internal"}, {"status": "candidate"}, {"status": "rejected"}])
def test_an_incident_that_is_not_public_is_told_to_curators_alone(subscribe, tell, incident, hidden):
    curator = account("curator", TokenScope.WEBHOOKS, TokenScope.CURATE)
    inside, outside = subscribe(by=curator), subscribe()
    Incident.objects.filter(pk=incident.pk).update(**hidden)
    tell()
    fan_out()
    assert (len(owed(inside)), len(owed(outside))) == (1, 0)


def test_an_owner_who_may_not_sign_in_any_more_hears_nothing(subscribe, tell, owner):
    endpoint = subscribe()
    User.objects.filter(pk=owner.pk).update(is_active=False)
    tell()
    fan_out()
    assert owed(endpoint) == []


def test_an_event_of_an_unknown_shape_does_not_stop_the_others(subscribe, tell):
    endpoint = subscribe(smallest_change=5, disputed_only=False)
    tell(EventType.FIGURE_CHANGED, data={})
    tell()
    assert fan_out() == 2
    assert len(owed(endpoint)) == 2


def test_a_paused_endpoint_is_owed_and_a_disabled_one_is_not(subscribe, tell):
    paused, disabled = subscribe(), subscribe()
    pause_endpoint(paused)
    disable_endpoint(disabled, reason="Gone.")
    tell()
    fan_out()
    assert (len(owed(paused)), len(owed(disabled))) == (1 + 1, 0)  # the other's end, and the change
    resume_endpoint(disabled)
    fan_out()
    assert owed(disabled) == [], "what it missed while disabled stays missed"
    tell()
    fan_out()
    assert len(owed(disabled)) == 1


def test_the_end_of_an_endpoint_is_told_to_the_others_of_its_owner(subscribe):
    stranger = account("stranger", TokenScope.WEBHOOKS)
    gone, other, foreign = subscribe(), subscribe(), subscribe(by=stranger)
    assert disable_endpoint(gone, reason="The receiver answered 410 Gone.")
    assert not disable_endpoint(gone, reason="again")
    fan_out()
    assert [owed(one) for one in (gone, other, foreign)] == [[], ["endpoint.disabled"], []]
