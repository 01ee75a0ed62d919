"""Several processes as one: they start together, and when one ends, or a signal comes, all of them end.

Each child leads a session of its own, so that a Ctrl-C reaches only the supervisor, which then stops the children:
SIGTERM, GRACE_SECONDS, SIGKILL to whatever is left of each session. On Linux
the kernel sends SIGTERM to the children should the supervisor itself be killed.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

GRACE_SECONDS: Final = 12.0
PR_SET_PDEATHSIG: Final = 1  # prctl(2)
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked to stop: Ctrl-C, SIGTERM, or a terminal that was closed."""


class ChildEnded(Exception):
    """A process that should go on has ended; the message says which, and how."""


@contextlib.contextmanager
def stop_signals_raise() -> Iterator[None]:
    """Raise `Stopped` inside at the first of the stop signals, and ignore later ones."""

    def stop(_signal_number: int, _frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class Supervisor:
    """Starts processes, passes their lines on with their names in front, and stops them all.

    It has no thread: lines are passed on while it waits, and a process that has written much until then waits too.
    """

    # Not honcho's Manager: it starts all at once, and leaves a dead process's children, and all when it is killed.

    def __init__(self, *, folder: Path, environment: Mapping[str, str], output: TextIO) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.output = output
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.pipes = selectors.DefaultSelector()

    def start(self, name: str, command: Sequence[str], *, keep_open: Sequence[int] = ()) -> None:
        """Run `command` as `name`; it keeps the file descriptors `keep_open`."""
        child = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - unsafe with threads, of which there are none
        )
        self.children[name] = child
        assert child.stdout is not None  # noqa: S101 - it was started with a pipe
        self.pipes.register(child.stdout, selectors.EVENT_READ, Lines(name))

    def wait_until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Whether `condition` came true within `seconds`; raises `ChildEnded` when a process ends meanwhile."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self._pass_lines_on(for_seconds=0.1)
            self._require_all()
        return True

    def watch(self) -> None:
        """Never; raises `ChildEnded` when a process ends."""
        while True:
            self._pass_lines_on(for_seconds=0.5)
            self._require_all()

    def stop(self, names: Sequence[str] | None = None) -> None:
        """End the processes of those `names`, or all, and whatever they started."""
        stopping = [self.children.pop(name) for name in list(self.children) if names is None or name in names]
        for child in stopping:
            child.terminate()
        end = time.monotonic() + GRACE_SECONDS
        while any(child.poll() is None for child in stopping) and time.monotonic() < end:
            self._pass_lines_on(for_seconds=0.1)
        for child in stopping:
            _kill_session(child)
            child.wait()
        self._pass_lines_on(for_seconds=0)

    def _require_all(self) -> None:
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                raise ChildEnded(f"{name} has ended ({_how(code)}).")

    def _pass_lines_on(self, *, for_seconds: float) -> None:
        if not self.pipes.get_map():
            time.sleep(for_seconds)
            return
        end = time.monotonic() + for_seconds
        while ready := self.pipes.select(max(0.0, end - time.monotonic())):
            for key, _ in ready:
                received = os.read(key.fd, 65536)
                for line in key.data.take(received):
                    self.output.write(f"{key.data.name:<9} | {line}\n")
                if not received:
                    self.pipes.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr] # it is the pipe that was registered
            self.output.flush()
            if not self.pipes.get_map() or time.monotonic() > end:
                return


class Lines:
    """What a process has written, cut into lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rest = b""

    def take(self, received: bytes) -> list[str]:
        """The lines that `received` completes; nothing received is the end, and completes the last one."""
        *whole, self.rest = (self.rest + received).split(b"\n")
        if not received and self.rest:
            whole, self.rest = [self.rest], b""
        return [line.decode(errors="replace").rstrip() for line in whole]


def _end_with_parent() -> Callable[[], None] | None:
    """What a child does before it becomes its program: asks the kernel for SIGTERM when its parent dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask


def _kill_session(child: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM when only zombies are left
        os.killpg(child.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
