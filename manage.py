#!/usr/bin/env python
"""The command line of the tracker: `python manage.py help` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

from tracker.foundation.env import stop_on_setting_error


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    with stop_on_setting_error():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
