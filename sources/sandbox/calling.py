"""The caller's side: one nursery and one child for each process that opens texts, started with the first of them."""

import atexit
import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sources.sandbox import wire
from sources.sandbox.limits import FailedInside, SandboxUnavailable, TextKilled, TextLimits
from sources.sandbox.nursery import LAST, OUT_OF_MEMORY, PID

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60.0  # for everything to be loaded, on a machine that is busy
_PASSED_ON = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "VAR_DIR", "VIRTUAL_ENV", "TMPDIR", "HOME"})  # no secret


class Sandbox:
    """One nursery, and the child that it has at the moment."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._child: socket.socket | None = None
        self._pid = 0

    def call(self, limits: TextLimits, module: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the function returned. Raises what `sources.sandbox` says."""
        job = pickle.dumps((limits, module, name, args, kwargs), protocol=5)
        with self._turn:
            child = self._warm_child()
            try:
                answer = self._ask(child, job, limits)
            except BaseException:  # also what a signal's handler raised: the child is in the middle of something
                self._end_child(kill=True)
                raise
        return _value(answer, module)

    def close(self) -> None:
        """End the child and the nursery, and wait for them."""
        with self._turn:
            self._end_nursery()

    def abandon(self) -> None:
        """Let go of what belongs to the process that this one was forked from."""
        for held in (self._control, self._child):
            if held is not None:
                held.close()
        if self._nursery is not None:
            self._nursery.returncode = 0  # it is no child of ours, and not ours to wait for

    def _ask(self, child: socket.socket, job: bytes, limits: TextLimits) -> tuple[Any, ...]:
        deadline = time.monotonic() + limits.wall_seconds
        try:
            child.settimeout(limits.wall_seconds)
            wire.send(child, job)
            data = wire.receive(child, deadline=deadline)
            if data is not None:
                answer: tuple[Any, ...] = wire.loads(data[1:])
                if data[:1] == LAST:
                    self._end_child(kill=True)
                return answer
        except TimeoutError:
            raise TextKilled(f"took more than {limits.wall_seconds:g} s") from None
        except wire.Untrusted as error:
            raise TextKilled(f"gave an answer that is not taken: {error}") from error
        except OSError:
            pass  # it died while it was told or asked: the status says of what
        raise TextKilled(_reason(self._end_child(kill=False), limits))

    def _warm_child(self) -> socket.socket:
        """The child that is there, if it is still alive; else another."""
        if self._child is not None and select.select([self._child], [], [], 0)[0]:
            self._end_child(kill=True)  # it was ended from outside
        if self._child is None:
            self._child = self._another()
        return self._child

    def _another(self) -> socket.socket:
        for _ in range(2):  # a nursery that was ended from outside is replaced
            control = self._control or self._start()
            try:
                control.settimeout(_START_SECONDS)
                control.sendall(b"f")
                packed, files, _, _ = socket.recv_fds(control, PID.size, 1)
            except OSError:
                packed, files = b"", []
            if files:
                self._pid = PID.unpack(packed)[0]
                return socket.socket(fileno=files[0])
            self._end_nursery()
        raise SandboxUnavailable("No process could be started to open texts in; the log says why.")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._nursery = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "sources.sandbox.nursery", str(theirs.fileno())],
                cwd=_ROOT,
                env={name: value for name, value in os.environ.items() if name in _PASSED_ON},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._control = ours
        return ours

    def _end_child(self, *, kill: bool) -> int | None:
        """How the child ended, as waitpid tells it; None when there was none, or nobody to ask."""
        if self._child is None or self._control is None:
            return None
        self._child.close()
        self._child = None
        if kill:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)  # the nursery has not waited for it: the number is still its own
        try:
            self._control.settimeout(_START_SECONDS)
            self._control.sendall(b"w")
            packed = self._control.recv(PID.size)
        except OSError:
            packed = b""
        if len(packed) < PID.size:
            self._end_nursery()
            return None
        return int(PID.unpack(packed)[0])

    def _end_nursery(self) -> None:
        for held in (self._child, self._control):
            if held is not None:
                held.close()
        self._child = self._control = None
        if self._nursery is not None:
            try:
                self._nursery.wait(5)
            except subprocess.TimeoutExpired:
                self._nursery.kill()
                self._nursery.wait()
            self._nursery = None


def run(function: Callable[Inputs, Value], limits: TextLimits, *args: Inputs.args, **kwargs: Inputs.kwargs) -> Value:
    """What the function returns, called in a child of this process within the limits. It is one of
    `sources.extraction`, by its name in its module."""
    value: Value = _sandbox.call(limits, function.__module__, function.__name__, args, kwargs)
    return value


def _value(answer: tuple[Any, ...], module: str) -> Any:
    if answer[0] is True:
        return answer[1]
    _, package, name, message = answer
    kind = getattr(sys.modules.get(package), name, None) if wire.is_ours(package) else None
    if isinstance(kind, type) and issubclass(kind, Exception):
        raise kind(message)
    raise FailedInside(f"{name} in {module}: {message}")


def _reason(status: int | None, limits: TextLimits) -> str:
    if status is None:
        return "ended its process"
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGPROF:
        return f"took more than {limits.cpu_seconds:g} s of processor time"
    if code == OUT_OF_MEMORY:
        return f"took more than {limits.memory_mb} MB of memory"
    if code < 0:
        return f"ended its process ({signal.Signals(-code).name})"
    return f"ended its process (code {code})"


def _forget() -> None:
    global _sandbox  # noqa: PLW0603 - one for each process, also for one that is a fork
    _sandbox.abandon()
    _sandbox = Sandbox()


def _close() -> None:
    _sandbox.close()


_sandbox = Sandbox()
os.register_at_fork(after_in_child=_forget)
atexit.register(_close)
