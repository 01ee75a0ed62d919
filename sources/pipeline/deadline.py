"""Ending a step that takes too long, whatever it is doing: nobody works on an article for longer than its lease."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class StepOverran(Exception):
    """The step took longer than it may; the message says how long that is."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise StepOverran inside once it has taken so long. Works where signals arrive: in the main thread of a process,
    where Celery's workers and the commands run. Does nothing elsewhere, or if another timer is due sooner."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    other, began = signal.getitimer(signal.ITIMER_REAL)[0], time.monotonic()
    if 0 < other <= seconds:
        yield
        return

    def overran(*_: object) -> NoReturn:
        raise StepOverran(f"The step took more than {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, overran)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if other:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, other - (time.monotonic() - began)))
