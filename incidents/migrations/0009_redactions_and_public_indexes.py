import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_tell_what_was_public"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="HMAC-SHA256 of the text, keyed by SECRET_KEY.", max_length=64
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        help_text="The event and the field that was taken out whole; empty for a text.",
                        max_length=300,
                    ),
                ),
                ("reason", models.TextField(help_text="Why; public where the incident is.")),
                ("places", models.PositiveIntegerField(help_text="How many texts it was taken out of.")),
                ("by_kind", models.JSONField(default=dict, help_text="The same by kind: events, history, quotes...")),
                ("actor", models.CharField(help_text="That person's name at that time.", max_length=150)),
                ("redacted_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-redacted_at", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("public", True)), fields=["sequence"], name="event_public"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("public", True)), fields=["incident", "sequence"], name="event_public_by_incident"
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="incident",
            field=models.ForeignKey(
                help_text="Whose record held the text.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redactions",
                to="incidents.incident",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="redacted_by",
            field=models.ForeignKey(
                help_text="By whom.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="redaction",
            index=models.Index(fields=["incident", "digest"], name="redaction_by_text"),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="redaction_gives_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gt", 0)), name="redaction_took_something_out"
            ),
        ),
    ]
