"""What a source's figure was presented as, under the name that the API gives it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0011_event_revision")]

    operations = [migrations.RenameField(model_name="evidence", old_name="told_as", new_name="presented_as")]
