"""What passed the ledger by before its triggers were there is mended: in portions, each committed."""

import importlib

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef, Q


def mend(apps, schema_editor):
    before = importlib.import_module("incidents.migrations.0027_fill_what_lists_need")
    alias = schema_editor.connection.alias
    parties = apps.get_model("incidents", "Party")._default_manager.using(alias)
    shown = Exists(apps.get_model("incidents", "Incident").objects.filter(before.SHOWN, pk=OuterRef("incident")))
    seen = Q()
    for name, column in (("Involvement", "party"), ("Claim", "speaker_party"), ("Proceeding", "respondent")):
        rows = apps.get_model("incidents", name)._default_manager
        seen |= Q(Exists(rows.filter(shown, **{column: OuterRef("pk")})))
    for portion in before.portions(parties):
        with transaction.atomic(using=alias):
            parties.filter(portion, seen, public=False).update(public=True)
            parties.filter(portion, ~seen, public=True).update(public=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0028_keep_public_parties")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
