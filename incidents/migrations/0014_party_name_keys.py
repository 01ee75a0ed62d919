from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0013_evidence_headline")]

    operations = [
        migrations.RemoveIndex(model_name="partyalias", name="party_alias_by_name"),
        migrations.AddField(
            model_name="party",
            name="name_key",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="As compared; worked out from the name.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="partyalias",
            name="name_key",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="As names are compared; worked out from the name.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="partyalias",
            name="normalised",
            field=models.CharField(
                editable=False, help_text="Its words, as those of texts are compared.", max_length=200
            ),
        ),
        migrations.AddIndex(
            model_name="partyalias",
            index=models.Index(fields=["name_key"], name="party_alias_by_key"),
        ),
    ]
