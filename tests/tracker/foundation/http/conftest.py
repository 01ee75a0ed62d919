from collections.abc import Iterator

import pytest

from tests.loopback import Loopback, running_loopback
from tracker.foundation.http import AddressPolicy, OutboundLimits


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with running_loopback() as server:
        yield server


@pytest.fixture
def open_policy() -> AddressPolicy:
    return AddressPolicy(allow_private=True)


@pytest.fixture
def short() -> OutboundLimits:
    return OutboundLimits(connect_seconds=2, read_seconds=0.3, total_seconds=0.8, max_bytes=100_000)
