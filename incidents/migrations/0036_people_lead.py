"""An incident's row holds how many people are affected where that is known, not a larger count of accounts or records.
In portions, each committed; interrupted, it goes on where it was."""

from django.db import migrations, models, transaction
from django.db.models import Exists, OuterRef, Q

from incidents.ledger.listed import worked_out
from incidents.vocabulary import Metric, Scope, Unit

PORTION = 5_000  # rows of one transaction


def put_people_first(apps, schema_editor):
    alias = schema_editor.connection.alias
    incidents, figures = (
        apps.get_model("incidents", name)._default_manager.using(alias) for name in ("Incident", "Figure")
    )
    counted = figures.filter(metric=Metric.AFFECTED, scope=Scope.TOTAL, unit=Unit.PEOPLE, best__isnull=False)
    behind = incidents.filter(Exists(counted.filter(incident=OuterRef("pk")))).exclude(affected_unit=Unit.PEOPLE)
    first, last = behind.order_by("pk").first(), behind.order_by("-pk").first()
    if first is None:
        return
    for low in range(first.pk, last.pk + 1, PORTION):
        with transaction.atomic(using=alias):
            behind.filter(Q(pk__gte=low, pk__lt=low + PORTION)).update(**worked_out(figures))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0035_party_sector")]

    operations = [
        migrations.AlterField(
            model_name="incident",
            name="affected",
            field=models.BigIntegerField(
                db_default=-1,
                default=-1,
                editable=False,
                help_text="How many people are affected, else the largest other count; -1: none.",
            ),
        ),
        migrations.RunPython(put_people_first, migrations.RunPython.noop),
    ]
