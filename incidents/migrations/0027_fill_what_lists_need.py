"""What lists need is written into the rows that were there before: in portions, each committed. Interrupted, it goes on
where it was: rows that have it are passed over."""

import datetime as dt

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef, Q

from incidents.ledger.listed import worked_out
from incidents.vocabulary import IncidentStatus, Visibility

PORTION = 5_000  # rows of one transaction
SHOWN = Q(visibility=Visibility.PUBLIC, withheld=False) & ~Q(
    status__in=[IncidentStatus.CANDIDATE, IncidentStatus.REJECTED]
)


def portions(rows):
    first, last = rows.order_by("pk").first(), rows.order_by("-pk").first()
    if first is not None:
        yield from (Q(pk__gte=low, pk__lt=low + PORTION) for low in range(first.pk, last.pk + 1, PORTION))


def fill_incidents(apps, schema_editor):
    alias = schema_editor.connection.alias
    incidents, figures = (
        apps.get_model("incidents", name)._default_manager.using(alias) for name in ("Incident", "Figure")
    )
    unfilled = Q(affected=-1, affected_unit="") | Q(dated_on=dt.date.min)
    for portion in portions(incidents):
        with transaction.atomic(using=alias):
            incidents.filter(portion, unfilled).update(**worked_out(figures))


def fill_parties(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("incidents", name)._default_manager.using(alias)

    shown = Exists(rows("Incident").filter(SHOWN, pk=OuterRef("incident")))
    seen = Q()
    for name, column in (("Involvement", "party"), ("Claim", "speaker_party"), ("Proceeding", "respondent")):
        seen |= Q(Exists(rows(name).filter(shown, **{column: OuterRef("pk")})))
    for portion in portions(rows("Party")):
        with transaction.atomic(using=alias):
            rows("Party").filter(portion, seen, public=False).update(public=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0026_what_lists_need")]

    operations = [
        migrations.RunPython(fill_incidents, migrations.RunPython.noop),
        migrations.RunPython(fill_parties, migrations.RunPython.noop),
    ]
