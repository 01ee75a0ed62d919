"""The quick way of showing plain columns says what REST framework's own says."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, models
from rest_framework import serializers

from incidents.api.claims import ClaimSerializer
from incidents.api.events import EventSerializer
from incidents.api.figures import FigureSerializer
from incidents.api.incidents import IncidentSerializer
from incidents.api.parties import PartySerializer
from incidents.models import Claim, Event, Figure, Incident, Party
from incidents.search.finding import few_of
from incidents.search.together import met
from tests.api import fill
from tracker.foundation.concurrent_indexes import AddIndexBeside
from tracker.foundation.rest.plain_fields import plain

SHOWN: Any = [
    (IncidentSerializer, Incident),
    (ClaimSerializer, Claim),
    (FigureSerializer, Figure),
    (PartySerializer, Party),
    (EventSerializer, Event),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("serializer", "model"), SHOWN, ids=lambda one: getattr(one, "__name__", ""))
def test_rows_are_shown_as_ever(serializer: Any, model: Any) -> None:
    fill(1)
    rows = list(model.objects.all())
    assert rows
    for row in rows:
        shown = serializer(context={"sees_all": True})
        assert shown.to_representation(row) == serializers.Serializer.to_representation(shown, row)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (serializers.DateTimeField(), dt.datetime(2031, 5, 4, 3, 2, 1, 5, dt.UTC)),
        (serializers.DateTimeField(), dt.datetime(2031, 5, 4, 3, 2, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
        (serializers.DateField(), dt.date(2031, 5, 4)),
        (serializers.IntegerField(), 2**62),
        (serializers.IntegerField(), "7"),
        (serializers.BooleanField(), False),
        (serializers.FloatField(), 0.25),
        (serializers.ChoiceField(["open", "closed"]), "closed"),
        (serializers.ChoiceField(["open"]), "of another time"),
        (serializers.ChoiceField(["open"], allow_blank=True), ""),
    ],
    ids=str,
)
def test_each_kind_of_column_is_shown_as_ever(field: Any, value: Any) -> None:
    field.bind("title", SimpleNamespace(_read_only_defaults=dict, root=None))
    found = plain(field, Incident)
    assert found is not None
    take, show = found
    assert show(take(SimpleNamespace(title=value))) == field.to_representation(value)


def test_what_is_no_column_has_no_quick_way() -> None:
    for field, name in ((serializers.CharField(), "merged_into"), (serializers.CharField(), "nothing")):
        field.bind(name, SimpleNamespace())
        assert plain(field, Incident) is None


@pytest.mark.django_db
def test_two_conditions_find_the_same_rows_by_keys() -> None:
    for number in (1, 2):
        fill(number)
    one, two = (Incident.objects.filter(pk__gte=least).order_by().values("pk") for least in (0, 1))
    rows = Incident.objects.filter(pk__in=one).filter(pk__in=two)
    assert set(met(rows)) == set(rows) == set(Incident.objects.all())
    nothing = Incident.objects.filter(pk__in=one).filter(pk__in=Incident.objects.filter(slug="none").values("pk"))
    assert list(met(nothing)) == []
    assert sorted(few_of(two) or ()) == sorted(two.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_beside_the_writing_and_once() -> None:
    index = models.Index(fields=["version"], name="made_by_a_test")
    state: Any = SimpleNamespace(apps=SimpleNamespace(get_model=lambda *_: Incident))
    operation = AddIndexBeside("incident", index)
    try:
        for _ in range(2):
            with connection.schema_editor(atomic=False) as editor:
                operation.database_forwards("incidents", editor, state, state)
        with connection.cursor() as cursor:
            assert "made_by_a_test" in connection.introspection.get_constraints(cursor, "incidents_incident")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS made_by_a_test")
