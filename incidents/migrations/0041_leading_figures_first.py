from django.db import migrations, models

from incidents.vocabulary import Unit


class Migration(migrations.Migration):
    dependencies = [("incidents", "0040_seen_by_key")]

    operations = [
        migrations.AlterModelOptions(
            name="figure",
            options={
                "ordering": [
                    "metric",
                    "-scope",
                    models.Case(models.When(unit=Unit.PEOPLE, then=0), default=1),
                    models.OrderBy(models.F("best"), descending=True, nulls_last=True),
                    "unit",
                    "id",
                ]
            },
        ),
    ]
