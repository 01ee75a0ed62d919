"""`python -m tracker.launch`: everything of the tracker on this machine, until Ctrl-C. `make run` calls it."""

import os
import sys

import django
from django.core.management import CommandError

from tracker.foundation.env import stop_on_setting_error
from tracker.launch.supervisor import ChildEnded, Stopped, stop_signals_raise


def main() -> int:
    """The exit code: 0 after a stop that was asked for, 1 when a process ended by itself, 2 when it could not start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    with stop_on_setting_error(), stop_signals_raise():
        try:
            django.setup()
            from tracker.launch.session import run  # noqa: PLC0415 - imports models, which need the line above

            run()
        except Stopped:
            print("Stopped.")
        except CommandError as error:
            print(error, file=sys.stderr)
            return 2
        except ChildEnded as ended:
            print(f"{ended} Everything else was stopped too.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
