from django.db import migrations

from tracker.foundation.access.sealing import is_sealed, seal_bytes, unseal_bytes

PURPOSE = "stored answers"
PORTION = 500


def change(answers, renewed):
    last = 0
    while found := list(answers.filter(pk__gt=last).order_by("pk").only("pk", "body")[:PORTION]):
        for row in found:
            row.body = renewed(bytes(row.body))
        answers.bulk_update(found, ["body"])
        last = found[-1].pk


def encrypt(apps, schema_editor):
    answers = apps.get_model("access", "IdempotencyKey").objects
    change(answers, lambda body: body if is_sealed(body) or not body else seal_bytes(body, PURPOSE))


def decrypt(apps, schema_editor):
    answers = apps.get_model("access", "IdempotencyKey").objects
    change(answers, lambda body: unseal_bytes(body, PURPOSE))


class Migration(migrations.Migration):
    """Encrypts the answers that stood plain: those of the last day, of which some show a secret."""

    dependencies = [
        ("access", "0002_limits_and_second_factors"),
    ]

    operations = [
        migrations.RunPython(encrypt, decrypt, elidable=True),
    ]
