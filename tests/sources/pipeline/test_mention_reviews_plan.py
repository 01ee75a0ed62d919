"""What the inbox asks on every visit stays a look-up: 10,000 weak readings once took 74 seconds without an index."""

import pytest
from django.db import connection

from incidents.models import Claim
from sources.pipeline.record.mention_reviews import undecided_mentions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_plan_for_small_tables() -> None:
    """PostgreSQL reads a small table whole and sorts it, index or not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")


def test_whether_a_weak_reading_was_judged_is_looked_up() -> None:
    assert "evidence_by_locator" in undecided_mentions().explain()


def test_claims_in_the_order_of_recording_are_not_sorted() -> None:
    assert "claim_by_recording" in Claim.objects.public().order_by("recorded_at", "id")[:50].explain()
