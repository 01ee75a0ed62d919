from django.db import migrations
from yarl import URL

from tracker.foundation.access.sealing import is_sealed, seal, unseal

PURPOSE = "webhook signing secrets"
PORTION = 500


def portions(rows):
    """Lists of rows in the order of their keys, so that no more than one portion is in memory."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield found
        last = found[-1].pk


def encrypt(apps, schema_editor):
    secrets = apps.get_model("webhooks", "EndpointSecret").objects
    for found in portions(secrets.only("pk", "sealed")):
        for row in found:
            if not is_sealed(row.sealed):
                row.sealed = seal(row.sealed, PURPOSE)
        secrets.bulk_update(found, ["sealed"])


def decrypt(apps, schema_editor):
    secrets = apps.get_model("webhooks", "EndpointSecret").objects
    for found in portions(secrets.only("pk", "sealed")):
        for row in found:
            row.sealed = unseal(row.sealed, PURPOSE)
        secrets.bulk_update(found, ["sealed"])


def name_hosts(apps, schema_editor):
    endpoints = apps.get_model("webhooks", "Endpoint").objects
    for found in portions(endpoints.only("pk", "url", "host")):
        for row in found:
            row.host = (URL(row.url).host or "").lower().rstrip(".")[:255]
        endpoints.bulk_update(found, ["host"])


class Migration(migrations.Migration):
    """Encrypts the signing secrets that stood plain, and names the hosts of the endpoints."""

    dependencies = [
        ("webhooks", "0012_types_of_publicity"),
    ]

    operations = [
        migrations.RunPython(encrypt, decrypt, elidable=True),
        migrations.RunPython(name_hosts, migrations.RunPython.noop, elidable=True),
    ]
