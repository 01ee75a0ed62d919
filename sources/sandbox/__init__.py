"""Opening what strangers wrote in a child process with limits of time and memory: it may end the child, never us.

    opened = run(clean, body, url=url, limits=Limits(cpu_seconds=2.0, wall_seconds=6.0, memory_mb=512))

| what the child does                         | what the caller sees                              |
| ------------------------------------------- | ------------------------------------------------- |
| returns                                     | the value: frozen dataclasses and plain values    |
| raises an error of the function's package   | the same error, with its message                  |
| raises anything else                        | `FailedInside`, with its name and message         |
| works or waits too long, takes too much, or | `TextKilled`, with the reason as a sentence; the  |
| crashes                                     | next call has a new child                         |

| process  | lives                                             | has                                             |
| -------- | ------------------------------------------------- | ----------------------------------------------- |
| caller   | as it likes                                       | one nursery, from its first text on             |
| nursery  | until the caller's end of their socket is closed  | everything loaded; forks children, reads nothing|
| child    | for 200 texts, or until it is ended               | one end of a socket, no file, no connection     |

A child is a fork of a process that has loaded all it needs, so that another one is there within milliseconds; a warm
one costs an article less than one. Of the child nothing is believed: of its answer only the known dataclasses and
enumerations are built, and only up to a size. A library's pool of processes would come with threads and pickles of
whatever the child likes, and most refuse to start within Celery's workers.

On macOS the kernel keeps to no limit of memory (RLIMIT_AS): there, time alone is limited.
"""

from sources.sandbox.calling import run
from sources.sandbox.limits import FailedInside, SandboxUnavailable, TextKilled, TextLimits

__all__ = ["FailedInside", "SandboxUnavailable", "TextKilled", "TextLimits", "run"]
