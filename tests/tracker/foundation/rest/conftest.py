from typing import Any

import pytest

from tests.api import anonymous, curator, reader
from tracker.foundation.rest.served_schema import build

__all__ = ["anonymous", "curator", "reader"]


@pytest.fixture(scope="module")
def document() -> Any:
    """The OpenAPI document as it is served."""
    return build()
