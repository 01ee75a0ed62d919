"""Slugs that look like a reference, or differ from an older one's in case alone, get a number at their end."""

from itertools import count

from django.db import migrations

from incidents.models.fields import is_incident_reference


def tell_apart(apps, schema_editor):
    for name, longest in (("Incident", 120), ("Regulator", 80)):
        rows = apps.get_model("incidents", name)._default_manager.using(schema_editor.connection.alias)
        taken = set()
        pairs = list(rows.order_by("pk").values_list("pk", "slug"))
        every = {slug.lower() for _, slug in pairs}
        for key, slug in pairs:
            wanted = slug
            if slug.lower() in taken or (name == "Incident" and is_incident_reference(slug)):
                ends = (f"-{number}" for number in count(2))
                wanted = next(new for end in ends if (new := slug[: longest - len(end)] + end).lower() not in every)
                rows.filter(pk=key).update(slug=wanted)
                every.add(wanted.lower())
            taken.add(wanted.lower())


class Migration(migrations.Migration):
    dependencies = [("incidents", "0021_claim_corrected")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
