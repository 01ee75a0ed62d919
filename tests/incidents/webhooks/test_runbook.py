"""The runbook names what is really there: metrics, lines of the log, commands, settings, columns."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from django.test import Client

from incidents import webhooks
from incidents.webhooks import retention
from incidents.webhooks.leases import SLOTS
from incidents.webhooks.models import Attempt, Delivery, Endpoint
from tests.pages import section

FOLDER = Path(webhooks.__file__).parent
RUNBOOK = section("docs/webhooks.md", "Runbook: when webhooks do not flow")


@pytest.mark.django_db
def test_every_metric_of_the_runbook_is_told(settings):
    settings.METRICS_TOKEN = "m" * 20
    metrics = Client().get("/metrics", headers={"Authorization": "Bearer " + "m" * 20}).content.decode()
    named = set(re.findall(r"tracker_\w+", RUNBOOK))
    assert len(named) > 5
    assert {name for name in named if not re.search(rf"\b{name}\b", metrics)} == set()


def test_every_line_of_the_log_is_explained_and_no_other():
    logged = set()
    for path in FOLDER.rglob("*.py"):
        logged |= set(re.findall(r"log\.(?:warning|error)\(\s*\"(webhook\w+)\"", path.read_text(encoding="utf-8")))
    assert set(re.findall(r"^\| `(webhooks?_\w+)` ", RUNBOOK, re.MULTILINE)) == logged


def test_every_command_and_setting_is_there():
    commands = set(re.findall(r"manage\.py (\w+)", RUNBOOK))
    assert commands
    assert commands <= set(get_commands())
    for name in re.findall(r"`([A-Z][A-Z_]+)`", RUNBOOK):
        assert hasattr(settings, name), name


@pytest.mark.django_db
def test_every_query_runs():
    queries = re.findall(r"```sql\n(.*?)```", RUNBOOK, re.DOTALL)
    assert len(queries) == 3
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query)
        return
    columns = {field.column for model in (Attempt, Delivery, Endpoint) for field in model._meta.fields}
    for query in queries[:2]:  # written for PostgreSQL: here at least the columns are held
        for name in re.findall(r"\b[ed]\.(\w+)", query) or ["error", "status", "duration_ms", "started_at"]:
            assert name in columns, name


def test_the_numbers_are_those_of_the_code():
    assert f"{SLOTS} for each busy deliverer" in RUNBOOK
    kept = f"delivered after {settings.KEEP_DELIVERED_DAYS} days, failed after {settings.KEEP_FAILED_DAYS}"
    assert kept in RUNBOOK
    assert f"{retention.PER_ENDPOINT:,} for each endpoint" in RUNBOOK
