"""Encrypts every stored secret anew with the newest key of the settings."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.foundation.access.rotation import rotate


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret with the newest key, a portion at a time. Name the old key in "
        "SECRETS_KEY_FALLBACKS before, and take it away after; a run that was stopped is simply begun again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for done in rotate():
            self.stdout.write(
                f"{done.column}: {done.renewed} encrypted anew, {done.current} were already, "
                f"{done.unreadable} cannot be read."
            )
            unreadable += done.unreadable
        if unreadable:
            raise CommandError(
                "Some secrets were encrypted with a key that is not here: put it into SECRETS_KEY_FALLBACKS and run "
                "this again, or make those secrets anew.",
                returncode=2,
            )
