"""What a text may take, and what it is called when it takes more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextLimits:
    """Of one call: seconds of processor time; seconds on the clock, for a child that waits or a machine that is busy;
    and MB of memory on top of what the child has loaded."""

    cpu_seconds: float
    wall_seconds: float
    memory_mb: int


class TextKilled(Exception):
    """The text took too much, and its process was ended; the message says of what, in a sentence."""


class FailedInside(Exception):
    """The function raised an error that is none of its package's: its name and message."""


class SandboxUnavailable(Exception):
    """No child could be started; nothing is said about the text."""
