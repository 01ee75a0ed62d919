from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0015_join_parties_of_one_name")]

    operations = [
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("name_key",), name="party_is_known_by_a_name_once"),
        ),
    ]
