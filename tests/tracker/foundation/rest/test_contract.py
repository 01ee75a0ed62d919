"""The live application against its own OpenAPI document: whatever is sent, the answer is one that it describes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core import signals
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from incidents.snapshots.making import make_snapshot
from tests.api import grant
from tests.kept_rows import kept_rows
from tests.sources.api.filling import addressed_record
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token
from tracker.wsgi import application

EXAMPLES = {"curator": 12, "reader": 4, "none": 3}  # of each operation, by who calls
# Not held: that whatever the schema allows is accepted. A schema cannot say that a cursor was signed here, that an
# amount needs a currency, or that a party exists.
HOLD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
PLAIN = {"Accept-Encoding": "identity"}  # called without a network, Schemathesis unpacks nothing
PLAN = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCHEMA = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


@dataclass
class Live:
    """Who calls, by the headers that are sent, and what can be named in an address: prefix -> value."""

    callers: dict[str, dict[str, str]]
    named: dict[str, str]

    def values(self, path: str) -> dict[str, str]:
        """Values for the variables of a path, so that a record is found there."""
        prefix, _, rest = path.removeprefix("/api/v1/").partition("/{")
        found = {rest.partition("}")[0]: self.named[prefix]}
        if "/involvements/{id}" in path:
            found["id"] = self.named["involvements"]
        return found


@pytest.fixture(scope="module")
def kept_record(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A record that holds something to be found."""
    with kept_rows(django_db_blocker), override_settings(SNAPSHOT_DIR=tmp_path_factory.mktemp("snapshots")):
        owner, reader = (User.objects.create_user(name) for name in ("schema", "rita"))
        grant(owner, TokenScope)
        grant(reader, [TokenScope.READ])
        secret, named = addressed_record(owner)
        snapshot = make_snapshot()
        assert snapshot is not None
        snapshots = {"snapshot-runs": str(snapshot.pk), "snapshots": f"{snapshot.name}.ndjson.gz"}
        yield Live(
            callers={
                "curator": bearer(secret),
                "reader": bearer(create_token(owner=reader, name="contract", scopes=[TokenScope.READ]).secret),
                "none": PLAIN,
            },
            named={**named, **snapshots, "dictionaries": "incident"},
        )


@pytest.fixture
def live(kept_record: Live, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """The record, as each test finds it."""
    monkeypatch.setattr("tracker.foundation.rest.waiting.SECOND", 0.0)
    settings.THROTTLE_TOKEN = "1000000/hour"
    # as Django's own test client does: the requests of one test share its connection and its transaction
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield kept_record
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **PLAIN}


def test_the_callers_may_what_their_names_say(live: Live) -> None:
    """Else every answer would be a 403, which the schema describes."""
    documented = {
        who: SCHEMA["/api/v1/incidents"]["POST"].Case().call(headers=headers).status_code
        for who, headers in live.callers.items()
    }
    assert documented == {"curator": 400, "reader": 403, "none": 401}


@pytest.mark.parametrize("caller", EXAMPLES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_is_one_that_the_schema_describes(operation: Any, caller: str, live: Live) -> None:
    @settings(PLAN, max_examples=EXAMPLES[caller])
    @given(case=operation.as_strategy(), exists=st.sampled_from([True, True, False]))
    def holds(case: Any, exists: bool) -> None:
        if exists and "{" in operation.path:
            case.path_parameters = live.values(operation.path)
        case.call_and_validate(headers=live.callers[caller], checks=HOLD)

    holds()
