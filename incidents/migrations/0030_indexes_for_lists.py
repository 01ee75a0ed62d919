"""Indexes that lists need, made beside the writing on PostgreSQL."""

import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

from tracker.foundation.concurrent_indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("incidents", "0029_mend_public_parties"),
    ]

    operations = [
        AddIndexBeside(
            model_name="incident",
            index=models.Index(fields=["affected", "id"], name="incident_by_affected"),
        ),
        AddIndexBeside(
            model_name="incident",
            index=models.Index(fields=["dated_on", "id"], name="incident_by_day"),
        ),
        AddIndexBeside(
            model_name="incident",
            index=models.Index(fields=["updated_at", "id"], name="incident_by_change"),
        ),
        AddIndexBeside(
            model_name="incident",
            index=models.Index(django.db.models.functions.text.Upper("title"), name="incident_by_title"),
        ),
        AddIndexBeside(
            model_name="party",
            index=models.Index(
                condition=models.Q(("public", True)), fields=["name", "id"], name="party_public_by_name"
            ),
        ),
        AddIndexBeside(
            model_name="party",
            index=models.Index(fields=["country", "name", "id"], name="party_by_country"),
        ),
        AddIndexBeside(
            model_name="party",
            index=models.Index(fields=["created_at", "id"], name="party_by_entry"),
        ),
        AddIndexBeside(
            model_name="party",
            index=models.Index(fields=["updated_at", "id"], name="party_by_change"),
        ),
        AddIndexBeside(
            model_name="claim",
            index=models.Index(fields=["known_on", "id"], name="claim_by_known_day"),
        ),
        AddIndexBeside(
            model_name="event",
            index=models.Index(fields=["cause", "sequence"], name="event_by_cause"),
        ),
        AddIndexBeside(
            model_name="evidence",
            index=models.Index(fields=["published_on", "id"], name="evidence_by_day"),
        ),
        AddIndexBeside(
            model_name="figure",
            index=models.Index(fields=["status", "changed_at", "id"], name="figure_inbox"),
        ),
        AddIndexBeside(
            model_name="figure",
            index=models.Index(fields=["changed_at", "id"], name="figure_by_change"),
        ),
        AddIndexBeside(
            model_name="figure",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("best", -1), models.F("id"), name="figure_by_best"
            ),
        ),
        AddIndexBeside(
            model_name="figure",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("confidence", -1.0),
                models.F("id"),
                name="figure_by_sureness",
            ),
        ),
        AddIndexBeside(
            model_name="figurerevision",
            index=models.Index(fields=["recorded_at", "id"], name="revision_by_recording"),
        ),
    ]
