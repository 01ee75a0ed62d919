"""The first word of the names of several words, by which titles call an organisation."""

from django.db import migrations, models

CHUNK = 1000


def fill(apps, schema_editor):
    rows = apps.get_model("incidents", "PartyAlias")._default_manager.using(schema_editor.connection.alias)
    last = 0
    while chunk := list(rows.filter(pk__gt=last, normalised__contains=" ").order_by("pk")[:CHUNK]):
        for alias in chunk:
            alias.first_word = alias.normalised.partition(" ")[0]
        rows.bulk_update(chunk, ["first_word"])
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("incidents", "0016_party_is_known_by_a_name_once")]

    operations = [
        migrations.AddField(
            model_name="partyalias",
            name="first_word",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="Of several words the first, as compared.",
                max_length=200,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="partyalias",
            index=models.Index(fields=["first_word"], name="party_alias_by_first_word"),
        ),
    ]
