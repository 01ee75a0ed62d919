"""Indexes that lists need, made beside the writing on PostgreSQL."""

from django.conf import settings
from django.db import migrations, models

from tracker.foundation.concurrent_indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("incidents", "0030_indexes_for_lists"),
        ("sources", "0020_fill_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexBeside(
            model_name="article",
            index=models.Index(fields=["updated_at", "id"], name="article_by_change"),
        ),
        AddIndexBeside(
            model_name="coverage",
            index=models.Index(fields=["created_at", "id"], name="coverage_newest"),
        ),
        AddIndexBeside(
            model_name="coverage",
            index=models.Index(fields=["score", "id"], name="coverage_by_score"),
        ),
    ]
