"""What is said of the texts that were here before it was kept where they came from."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("sources", "0006_changes_followed")]
AFTER = [("sources", "0009_note_where_texts_came_from")]


@pytest.mark.django_db(transaction=True)
def test_texts_without_an_address_were_handed_in_and_what_was_confirmed_counts_on() -> None:
    user = User.objects.create_user("rita")
    old = MigrationExecutor(connection)
    old.migrate(BEFORE)
    apps = old.loader.project_state(BEFORE).apps
    today = old.loader.project_state(old.loader.graph.leaf_nodes("incidents")).apps
    articles, versions = apps.get_model("sources", "Article"), apps.get_model("sources", "ArticleVersion")
    incident = today.get_model("incidents", "Incident").objects.create(
        title="A theft", slug="a-theft", reference="PI-1"
    )
    for name, url, account in (
        ("fetched", "https://a.example/1", user.pk),
        ("imported", "urn:sha256:1", None),
        ("counted", "urn:sha256:2", user.pk),
        ("unseen", "urn:sha256:3", user.pk),
    ):
        article = articles.objects.create(
            reference=name, url=url, title=name, submitted_by_id=account, next_attempt_at=timezone.now()
        )
        versions.objects.create(article=article, number=1, text=name, content_hash=name)
        if name == "counted":
            apps.get_model("sources", "Coverage").objects.create(
                article=article, incident_id=incident.pk, state="confirmed"
            )
    articles.objects.create(reference="queued", url="https://a.example/2", next_attempt_at=timezone.now())
    try:
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        rows = new.loader.project_state(AFTER).apps.get_model("sources", "Article").objects.all()
        assert {row.reference: (row.origin, row.standing) for row in rows} == {
            "fetched": ("fetched", "accepted"),
            "imported": ("imported", "accepted"),
            "counted": ("submitted", "accepted"),
            "unseen": ("submitted", "waiting"),
            "queued": ("", ""),
        }
        assert {row.submitted_by_id for row in rows.get(reference="counted").versions.all()} == {user.pk}
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
