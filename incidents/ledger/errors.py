"""One named error per way in which a change to the record can fail; each is a sentence with its remedy.

A value that a field refuses is Django's ValidationError instead, which names the field.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError


class LedgerError(Exception):
    """The change was refused; nothing was stored."""


class VersionConflict(LedgerError):
    """Somebody changed the record since it was read (HTTP 412)."""

    def __init__(self, expected: int, actual: int, what: str = "incident") -> None:
        super().__init__(
            f"The {what} was changed meanwhile: it is at version {actual}, your change was made to version "
            f"{expected}. Read it again and repeat your change."
        )
        self.expected = expected
        self.actual = actual


class IncidentMerged(LedgerError):
    """The incident lives on as another (HTTP 409)."""

    def __init__(self, reference: str, into: str) -> None:
        super().__init__(f"{reference} was merged into {into}. Change {into}, or undo the merge first.")
        self.into = into


class ChangeRefused(LedgerError):
    """The record does not allow this change as it stands (HTTP 409)."""


class OddEntry(ValidationError):
    """What was entered is odd, and nobody has confirmed it: by field, what is odd. Nothing was stored (HTTP 400)."""

    def __init__(self, odd: Mapping[str, str]) -> None:
        super().__init__({name: f"{what} Confirm it if it is so (`confirm`)." for name, what in odd.items()})
        self.odd = dict(odd)
