"""How sure a figure is. It stays null until the figure is worked out anew (`reconcile --outdated`, or any new coverage)."""

from django.db import migrations, models

_HELP = "How likely it is that a careful curator would hold this number, 0 to 1; null when there is none."
_STATUSES = ["settled", "provisional", "unverified", "disputed", "placeholder", "unknown"]


def _confidence():  # type: ignore[no-untyped-def]
    return models.FloatField(help_text=_HELP, null=True)


def _status():  # type: ignore[no-untyped-def]
    return models.CharField(
        choices=[(status, status) for status in _STATUSES],
        help_text="Settled, provisional, unverified, disputed...",
        max_length=40,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0018_day_of_a_stage"),
    ]

    operations = [
        migrations.AddField("figure", "confidence", _confidence()),
        migrations.AddField("figurerevision", "confidence", _confidence()),
        migrations.AlterField("figure", "status", _status()),
        migrations.AlterField("figurerevision", "status", _status()),
        migrations.AddIndex("figure", models.Index(fields=["confidence", "incident"], name="figure_by_confidence")),
        migrations.AddConstraint(
            "figure",
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__gte=0, confidence__lte=1),
                name="figure_confidence_is_a_share",
            ),
        ),
    ]
