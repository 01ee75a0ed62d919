"""A public incident with all that hangs on it, and the pages as a reader gets them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from incidents.models import Incident
from tests.api import fill

Reads = Callable[..., Any]


@pytest.fixture
def shown(db: None) -> Incident:
    return fill(1)


@pytest.fixture
def read(client: Client) -> Reads:
    """GET an address afresh: the answer, which must have this status."""

    def get(address: str, status: int = 200, **headers: str) -> Any:
        cache.clear()
        answer = client.get(address, headers=headers or None)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer

    return get
