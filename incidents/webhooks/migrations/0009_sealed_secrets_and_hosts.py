from django.db import migrations, models

import tracker.foundation.access.sealing


class Migration(migrations.Migration):
    """Makes room: for encrypted secrets, and for the host that endpoints are capped by. 0013 fills both."""

    dependencies = [
        ("webhooks", "0008_lighter_leases"),
    ]

    operations = [
        migrations.RenameField(model_name="endpointsecret", old_name="secret", new_name="sealed"),
        migrations.AlterField(
            model_name="endpointsecret",
            name="sealed",
            field=tracker.foundation.access.sealing.SealedTextField(
                editable=False, help_text="whsec_ or whsk_ and base64, encrypted."
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="host",
            field=models.CharField(
                default="",
                editable=False,
                help_text="The host of its URL, in lower case: endpoints are capped by it.",
                max_length=255,
            ),
        ),
        migrations.AlterField(
            model_name="endpoint",
            name="state_reason",
            field=models.CharField(
                blank=True, help_text="Why it is paused or disabled, or why nothing is sent.", max_length=300
            ),
        ),
        migrations.AddIndex(
            model_name="endpoint",
            index=models.Index(fields=["host"], name="endpoint_by_host"),
        ),
    ]
