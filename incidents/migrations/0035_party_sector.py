"""The sector of a party. SQLite makes a table anew for a column, and what triggers lie on others of it has to be away
meanwhile."""

from django.db import migrations, models

import incidents.sectors
from incidents.ledger.party_triggers import set_up, take_down


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        take_down(schema_editor.connection)


def keep_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        set_up(schema_editor.connection)


def sector():
    return models.CharField(
        blank=True,
        choices=incidents.sectors.CHOICES,
        db_default="",
        default="",
        help_text="What it does, by NAICS.",
        max_length=2,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0034_public_site"),
    ]

    operations = [
        migrations.RunPython(let_go, keep_again),
        migrations.AddField("historicalparty", "sector", sector()),
        migrations.AddField("party", "sector", sector()),
        migrations.AddField(
            "party",
            "sector_chosen",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Whether a person chose the sector, or that there is none: imports leave it then.",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("sector", ""), _negated=True),
                fields=["sector", "name", "id"],
                name="party_by_sector",
            ),
        ),
        migrations.RunPython(keep_again, let_go),
    ]
