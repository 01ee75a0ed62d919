"""One named error per way in which a change to the record can fail; each is a sentence with its remedy.

A value that a field refuses is Django's ValidationError instead, which names the field.
"""


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
