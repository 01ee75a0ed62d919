import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0013_encrypt_signing_secrets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="Why it was withheld; else empty.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="scope_curate",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Whether it was registered with the scope `curate`: without it, it is sent what is public alone.",
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="scope_read",
            field=models.BooleanField(
                default=False, editable=False, help_text="Whether it was registered with the scope `read`."
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "pending: due, or waiting for its next attempt"),
                    ("delivered", "delivered: the receiver answered 2xx"),
                    ("failed", "failed: every attempt of the schedule"),
                    ("withheld", "withheld: its owner may not read it"),
                ],
                default="pending",
                help_text="Pending, delivered, failed or withheld.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="endpoint",
            name="owner",
            field=models.ForeignKey(
                help_text="Whose endpoint it is; it is sent what its owner may read over REST, with the scopes it came with.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhook_endpoints",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
