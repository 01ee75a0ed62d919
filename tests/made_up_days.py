"""The news of the tests is made up, and of 2031: for what is entered it is 2033."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock


@contextmanager
def news_of_2031() -> Iterator[None]:
    """Let days up to the first of 2033 be entered."""
    with mock.patch("incidents.entered_values.today", partial(dt.date, 2033, 1, 1)):
        yield
