"""Rows that every test of a module finds, made once: for fixtures of a module that are dear to make.

A fixture of a module makes them inside `kept_rows` and yields there; each test then runs in a savepoint of that
transaction, and leaves them as they were. It should yield references, keys and answers, not models, which a test may
change. Its name begins with `kept_`: tests of the module that do not ask for it come first, and find no such rows.
Modules with tests that commit (`transaction=True`) cannot use it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a module; it is rolled back after the last one."""
    with blocker.unblock():
        around = transaction.atomic()
        # As Django's TestCase has it: what has to begin the outermost transaction (`durable`) may do so in a test.
        around._from_testcase = True
        with around:
            yield
            transaction.set_rollback(True)
