from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery


def note_origins(apps, schema_editor):
    """Of what is here, a text without an address was handed in, and so says its row; any other counts as fetched: rows
    do not tell. What a curator or matching has confirmed stays so."""
    articles = apps.get_model("sources", "Article").objects
    versions = apps.get_model("sources", "ArticleVersion").objects
    handed_in = versions.filter(article__url__startswith="urn:")
    handed_in.filter(article__submitted_by=None).update(origin="imported")
    account = articles.filter(pk=OuterRef("article")).values("submitted_by")
    confirmed = apps.get_model("sources", "Coverage").objects.filter(article=OuterRef("article"), state="confirmed")
    by_accounts = handed_in.filter(article__submitted_by__isnull=False)
    by_accounts.update(origin="submitted", submitted_by=Subquery(account), judged_at=F("fetched_at"))
    submitted = versions.filter(origin="submitted")
    submitted.filter(~Exists(confirmed)).update(standing="waiting", judged_at=None)
    latest = versions.filter(article=OuterRef("pk")).order_by("-number")
    articles.filter(Exists(latest)).update(
        origin=Subquery(latest.values("origin")[:1]), standing=Subquery(latest.values("standing")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("sources", "0008_submitted_texts")]

    operations = [migrations.RunPython(note_origins, migrations.RunPython.noop)]
