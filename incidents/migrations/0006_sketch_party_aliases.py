from django.db import migrations

from incidents.names import sketch_of

CHUNK = 1000


def sketch(apps, schema_editor):
    rows = apps.get_model("incidents", "PartyAlias").objects.filter(sketch="")
    chunk = []
    for row in rows.only("pk", "normalised").iterator(CHUNK):
        row.sketch = sketch_of(row.normalised)
        chunk.append(row)
        if len(chunk) == CHUNK:
            rows.model.objects.bulk_update(chunk, ["sketch"])
            chunk = []
    rows.model.objects.bulk_update(chunk, ["sketch"])


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_party_alias_sketch")]
    operations = [migrations.RunPython(sketch, migrations.RunPython.noop)]
