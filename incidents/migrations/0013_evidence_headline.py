"""Whether a source leads with a claim. What a person entered or a register told counts as led with; what articles lead
with is known once they are read anew (`reextract --outdated`)."""

from django.db import migrations, models


def mark(apps, schema_editor):  # type: ignore[no-untyped-def]
    evidence = apps.get_model("incidents", "Evidence").objects.using(schema_editor.connection.alias)
    evidence.filter(claim__basis__in=["entered", "imported"]).update(headline=True)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0012_rename_told_as"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="headline",
            field=models.BooleanField(default=False, help_text="Whether it is the figure that the source leads with."),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
