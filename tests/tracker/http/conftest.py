from collections.abc import Iterator

import pytest

from tests.loopback import Loopback, running_loopback
from tracker.http import Limits, Policy


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with running_loopback() as server:
        yield server


@pytest.fixture
def open_policy() -> Policy:
    return Policy(allow_private=True)


@pytest.fixture
def short() -> Limits:
    return Limits(connect_seconds=2, read_seconds=0.3, total_seconds=0.8, max_bytes=100_000)
