from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0009_sealed_secrets_and_hosts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="endpointeventtype",
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
                help_text="Type of event.",
                max_length=40,
            ),
        ),
    ]
