"""The metrics as they are told to whoever has their token."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

TOKEN = "m" * 20


@pytest.fixture
def metrics(settings: Any) -> Callable[[], str]:
    settings.METRICS_TOKEN = TOKEN

    def ask() -> str:
        return Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    return ask
