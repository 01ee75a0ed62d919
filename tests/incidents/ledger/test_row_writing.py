"""Many new rows at once are what Django would have written one by one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.ledger.row_writing import clean_row, insert_rows
from incidents.models import Claim, Incident, IncidentCountry, Party, PartyAlias
from incidents.vocabulary import Hedge, IncidentKind, Metric, SpeakerKind, Unit

pytestmark = pytest.mark.django_db
LEFT_OUT = ("id", "reference", "slug", "created_at", "updated_at", "recorded_at", "incident_id", "origin_id")


def incident(number: int, **values: object) -> Incident:
    return Incident(title="Larkspur's “leak” — %s %d", slug=f"larkspur-{number}", **values)


def claim(of: Incident, number: int) -> Claim:
    return Claim(
        incident=of,
        origin=of,
        fingerprint=f"{number}",
        metric=Metric.AFFECTED,
        unit=Unit.PEOPLE,
        value=2**62 if number else None,
        low=None if number else 7,
        hedge=Hedge.ABOUT,
        speaker_kind=SpeakerKind.REGULATOR,
        claimed_on=dt.date(2031, 5, 4),
    )


def stored(row: object) -> dict[str, object]:
    found = type(row)._base_manager.filter(pk=row.pk).values().get()  # type: ignore[attr-defined]
    return {name: value for name, value in found.items() if name not in LEFT_OUT}


def test_rows_written_at_once_hold_what_django_would_have_written() -> None:
    values = {"kind": IncidentKind.EXPOSURE, "disclosed_on": dt.date(2031, 5, 4), "withheld": True, "affected": 12}
    ours, djangos = incident(1, **values), incident(2, **values)
    insert_rows([ours])
    Incident.objects.bulk_create([djangos])
    assert stored(ours) == stored(djangos)
    claims = [claim(ours, 0), claim(ours, 1)]
    insert_rows(claims)
    of_django = Claim.objects.bulk_create([claim(djangos, 0), claim(djangos, 1)])
    assert [stored(one) for one in claims] == [stored(one) for one in of_django]
    assert {one.incident_id for one in claims} == {ours.pk}
    assert not any(one._state.adding for one in (ours, *claims))


def test_rows_that_point_to_rows_saved_since_are_written_with_their_keys() -> None:
    made = [incident(number) for number in range(3)]
    countries = [IncidentCountry(incident=one, country="GB") for one in made]
    insert_rows(made)
    insert_rows(countries)
    found = IncidentCountry.objects.order_by("pk").values_list("incident", flat=True)
    assert list(found) == [one.pk for one in made] == [one.incident_id for one in countries]


def test_a_hundred_rows_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert_rows([incident(number) for number in range(100)])
    assert len(asked) == 1
    assert Incident.objects.count() == 100


def test_rows_that_are_there_are_left_out_where_conflicts_are_ignored() -> None:
    party = Party.objects.create(name="Larkspur Clinic")

    def alias(name: str) -> PartyAlias:
        row = PartyAlias(party=party, name=name)
        row.fold()
        return row

    insert_rows([alias("Larkspur")], ignore_conflicts=True)
    insert_rows([alias("Larkspur"), alias("The Clinic")], ignore_conflicts=True)
    assert sorted(PartyAlias.objects.values_list("name", flat=True)) == ["Larkspur", "The Clinic"]


def test_a_value_that_cannot_be_kept_is_named_after_good_ones_of_the_same_column() -> None:
    for _ in range(2):
        clean_row(incident(1, kind=IncidentKind.EXPOSURE), exclude=("created_by", "merged_into"))
    with pytest.raises(ValidationError) as refused:
        clean_row(incident(1, kind="leak"), exclude=("created_by", "merged_into"))
    assert "kind" in refused.value.message_dict
