"""Deliverers one after the other, each a process of its own, without the seconds that a Celery worker takes to start.

Run as a program: for each line on stdin it forks a process that does what the task does, and prints its id.
"""

import os
import signal
import sys

import django


def main() -> None:
    django.setup()
    from incidents.webhooks import tasks

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
