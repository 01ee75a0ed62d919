import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_sketch_party_aliases")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="other",
            field=models.ForeignKey(
                help_text="A second incident that it tells of: merged, split off.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_beside",
                to="incidents.incident",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="public",
            field=models.BooleanField(
                default=False, help_text="Whether everybody could see what it tells of, at its time."
            ),
        ),
        migrations.AddField(
            model_name="figurerevision",
            name="public",
            field=models.BooleanField(
                default=False, help_text="Whether everybody could see the incident, at its time."
            ),
        ),
        migrations.AddField(
            model_name="historicalincident",
            name="withheld",
            field=models.BooleanField(
                default=False, editable=False, help_text="What it lives on as is not public, so neither is it."
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="withheld",
            field=models.BooleanField(
                default=False, editable=False, help_text="What it lives on as is not public, so neither is it."
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="public",
            field=models.BooleanField(
                default=False, help_text="Whether everybody could see the incident, at its time."
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="type",
            field=models.CharField(
                choices=[
                    ("incident.created", "Incident Created"),
                    ("incident.updated", "Incident Updated"),
                    ("incident.merged", "Incident Merged"),
                    ("incident.split", "Incident Split"),
                    ("incident.published", "Incident Published"),
                    ("incident.withdrawn", "Incident Withdrawn"),
                    ("incident.redacted", "Incident Redacted"),
                    ("figure.changed", "Figure Changed"),
                    ("figure.disputed", "Figure Disputed"),
                    ("claim.recorded", "Claim Recorded"),
                    ("claim.denied", "Claim Denied"),
                    ("claim.reviewed", "Claim Reviewed"),
                    ("coverage.linked", "Coverage Linked"),
                    ("article.changed", "Article Changed"),
                    ("proceeding.stage_changed", "Proceeding Stage Changed"),
                    ("endpoint.disabled", "Endpoint Disabled"),
                ],
                help_text="What changed.",
                max_length=40,
            ),
        ),
    ]
