"""Deliverers one after the other, each a process of its own, without the seconds that a Celery worker takes to start.

Run as a program: for each line on stdin it forks a process that does what the task does, and prints its id. The file
that CLOCK names says by how many seconds their clock is off, and may be rewritten while they are at work.
"""

import datetime as dt
import os
import signal
import sys
from pathlib import Path

import django
from django.utils import timezone

CLOCK = os.environ.get("CLOCK", "")


def now_by_the_clock() -> dt.datetime:
    """The time as this machine's clock has it, when somebody has set it."""
    off = Path(CLOCK).read_text(encoding="utf-8") if CLOCK else ""
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(off or 0))


def main() -> None:
    django.setup()
    from incidents.webhooks import tasks

    timezone.now = now_by_the_clock
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    print("ready", flush=True)
    for _ in sys.stdin:
        process = os.fork()
        if not process:
            tasks.deliver()
            os._exit(0)
        print(process, flush=True)


if __name__ == "__main__":
    main()
