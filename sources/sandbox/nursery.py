"""The program that forks children: `python -m sources.sandbox.nursery FD`, started by `calling`, by nobody else.

It has loaded what opens texts and reads none itself. Its caller asks for a child (b"f": the answer is a process id with
one end of a socket), or how the child ended (b"w": the answer is the status of waitpid). Where the caller is gone, the
socket ends: the child is killed and the nursery ends. It has one child at a time.
"""

import contextlib
import ctypes
import gc
import importlib
import logging
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from sources.sandbox import wire
from sources.sandbox.limits import TextLimits

OUT_OF_MEMORY = 77  # the child's exit code
PID = struct.Struct("!q")
GOES_ON, LAST = b"+", b"."  # before each answer: whether the child takes another text
_TEXTS = 200  # of one child
_GROWN = 0.5  # of the memory limit: a child that keeps so much is replaced
_LOADED = (
    "sources.extraction.pages.clean", "sources.extraction.pages.feeds", "sources.extraction.pages.stories",
    "sources.extraction.pages.feed_links", "sources.extraction", "sources.extraction.proceedings",
)  # fmt: skip
_NEAR = 0.1  # of the memory limit: who came so near to it has met it
_PR_SET_PDEATHSIG = 1


class SandboxCall(NamedTuple):
    """One call, as the caller sends it."""

    limits: TextLimits
    module: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def main(caller: socket.socket) -> None:
    """Serve the caller until it is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a Ctrl-C is the caller's to answer; its end is ours
    _load()
    child = 0
    while order := caller.recv(1):
        if order == b"f":
            child = _fork(caller)
        elif child:
            caller.sendall(PID.pack(os.waitpid(child, 0)[1]))
            child = 0
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _load() -> None:
    """Load what opens texts, and let it load what it loads late: a child of ours may find no file to open."""
    logging.disable(logging.CRITICAL)
    for name in _LOADED:
        importlib.import_module(name)
    from sources import extraction  # noqa: PLC0415 - loaded above, in an order in which errors can be distinguished
    from sources.extraction.pages.clean import clean  # noqa: PLC0415
    from sources.extraction.pages.clean_page import UnreadablePage  # noqa: PLC0415
    from sources.extraction.pages.feeds import parse_feed  # noqa: PLC0415
    from sources.extraction.proceedings import read_stages  # noqa: PLC0415

    sample = "Harbour Bank said on 4 April 2018 that data of 45,000 customers was stolen. The regulator fined it. " * 5
    article = f"<html><head><title>Data</title></head><body><article><p>{sample}</p></article></body></html>"
    text = extraction.ArticleText(id="0", title="Data", text=clean(article.encode(), url="http://a.example/").text)
    extraction.read(text)
    extraction.keep(text, extraction.WhatWasRead())
    read_stages(text)
    for page in (b"%PDF-1.4\n", b"<html><title>Log in</title><p>Please log in to your account.</p>"):
        with contextlib.suppress(UnreadablePage):
            clean(page, url="http://a.example/")
    feed = (
        "<rss version='2.0'><channel><title>A</title><item><link>/a</link><pubDate>{}</pubDate></item></channel></rss>"
    )
    for day in ("Fri, 03 May 2024 10:00:00 GMT", "2024-124", "3. Mai 2024"):  # each of which loads something
        parse_feed(feed.format(day).encode("utf-16"), url="http://a.example/")
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the children


def _fork(caller: socket.socket) -> int:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        caller.close()
        ours.close()
        _live(theirs)
    theirs.close()
    with ours:
        socket.send_fds(caller, [PID.pack(pid)], [ours.fileno()])
    return pid


def _live(connection: socket.socket) -> NoReturn:
    """The whole life of a child: texts, one after another."""
    try:
        _confine()
        born_with = _size_bytes()
        texts, goes_on = 0, True
        while goes_on and (data := wire.receive(connection)) is not None:
            job = SandboxCall(*pickle.loads(data))  # noqa: S301 - from our caller
            answer, texts = _answer(job), texts + 1
            grown = _size_bytes() - born_with > job.limits.memory_mb * 1_000_000 * _GROWN
            goes_on = texts < _TEXTS and not grown
            wire.send(connection, (GOES_ON if goes_on else LAST) + answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:  # noqa: BLE001 - nothing of the parent's, such as its loop, may run in a child
        os._exit(1)
    os._exit(0)


def _confine() -> None:
    """Leave a child nothing but processor and memory: it writes no file, dumps no core, and dies with us."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)


def _answer(job: SandboxCall) -> bytes:
    """The pickle of (True, value), or of (False, module, name, message) for an error."""
    most = _limit_memory(job.limits.memory_mb)
    # The kernel ends the child with SIGPROF when this has run down, in C code as well; RLIMIT_CPU counts whole seconds.
    signal.setitimer(signal.ITIMER_PROF, job.limits.cpu_seconds)
    try:
        answer = pickle.dumps((True, _function(job)(*job.args, **job.kwargs)), protocol=5)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - the caller is told of whatever was raised
        kind = type(error)
        answer = pickle.dumps((False, kind.__module__, kind.__qualname__, str(error)[:2000]))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    # Libraries swallow a MemoryError and go on with less: what comes of it is not to be believed.
    if _size_bytes("VmPeak") > most - _NEAR * job.limits.memory_mb * 1_000_000:
        os._exit(OUT_OF_MEMORY)
    return answer


def _function(job: SandboxCall) -> Callable[..., Any]:
    if not wire.is_ours(f"{job.module}."):
        raise LookupError(f"{job.module} is not for the sandbox")
    found: Callable[..., Any] = getattr(importlib.import_module(job.module), job.name)
    return found


def _limit_memory(memory_mb: int) -> int:
    """The bytes that the address space is limited to: what it has now and so much more. macOS knows the limit and does
    not keep to it."""
    most = _size_bytes() + memory_mb * 1_000_000
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    return most


def _size_bytes(name: str = "VmSize") -> int:
    """The address space in use, or `VmPeak`: the most that ever was; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition(f"{name}:")[2].split(maxsplit=1)[0]) * 1024


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
