"""The filter: articles as JSON lines in, readings as JSON lines out, in input order."""

import json
import re
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from itertools import islice
from multiprocessing import get_context
from typing import Any, TextIO

from sources.extraction.article import ArticleText, InvalidArticle, parse_article
from sources.extraction.explain import explain
from sources.extraction.language import warm_up
from sources.extraction.mention import to_json
from sources.extraction.read import read
from sources.extraction.version import VERSION

_LINES_PER_TASK = 16
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TASKS_AHEAD = 8  # per process: enough to keep all busy, few enough for flat memory

Line = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """One line's output, or a message that says why it has none."""

    number: int
    output: str = ""
    error: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 1 when a line was not an article. Reads standard input, writes standard output."""
    options = _options(arguments)
    explained = _colour(sys.stdout) if options.explain else None
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    failed = False
    lines = enumerate(sys.stdin.buffer, start=1)
    try:
        for outcome in _outcomes(lines, jobs=options.jobs, explained=explained):
            if outcome.error:
                failed = True
                sys.stderr.write(f"line {outcome.number}: {outcome.error}\n")
            elif outcome.output:
                sys.stdout.write(outcome.output + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone: keep the interpreter from failing when it flushes at exit.
        sys.stdout = None
        return 1
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(
        prog="python -m sources.extraction",
        description="Reads articles as JSON lines from standard input and prints the figures in them as JSON lines.",
    )
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes to read with (1)")
    parser.add_argument(
        "--explain", action="store_true", help="print the text with its mentions marked and the reasons"
    )
    return parser.parse_args(arguments)


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def _colour(stream: TextIO) -> bool:
    return stream.isatty()


def _outcomes(lines: Iterable[Line], *, jobs: int, explained: bool | None) -> Iterator[LineOutcome]:
    work = partial(process_lines, explained=explained)
    chunks = _chunks(lines)
    if jobs == 1:
        for line in lines:
            yield process_line(line, explained=explained)
        return
    warm_up()  # before the processes are forked, so that none of them compiles the lexicon again
    with get_context("spawn" if sys.platform == "win32" else "fork").Pool(jobs) as pool:
        # imap would read all input ahead; a window of tasks keeps memory flat over any number of lines.
        waiting = [pool.apply_async(work, (chunk,)) for chunk in islice(chunks, jobs * _TASKS_AHEAD)]
        while waiting:
            yield from waiting.pop(0).get()
            waiting.extend(pool.apply_async(work, (chunk,)) for chunk in islice(chunks, 1))


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    source = iter(lines)
    while chunk := list(islice(source, _LINES_PER_TASK)):
        yield chunk


def process_lines(lines: Sequence[Line], *, explained: bool | None) -> list[LineOutcome]:
    """The outcomes of several lines, in order."""
    return [process_line(line, explained=explained) for line in lines]


def process_line(line: Line, *, explained: bool | None) -> LineOutcome:
    """The outcome of one line; an empty one has neither output nor error. `explained` is None for JSON, else whether to
    colour the explanation."""
    number, raw = line
    if not raw.strip():
        return LineOutcome(number)
    try:
        article = parse_article(json.loads(raw))
    except (ValueError, RecursionError) as error:  # ValueError: no article, not UTF-8, no JSON, a number too long
        return LineOutcome(number, error=_reason(error))
    if explained is not None:
        return LineOutcome(number, explain(article, read(article), colour=explained))
    return LineOutcome(number, _json(_row(article)))


def _json(row: dict[str, Any]) -> str:
    """One line of JSON. A lone surrogate, which UTF-8 cannot hold, is escaped."""
    line = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if _SURROGATE.search(line) else line


def _reason(error: Exception) -> str:
    if isinstance(error, InvalidArticle):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return f"not JSON: {error}"


def _row(article: ArticleText) -> dict[str, Any]:
    begun = time.perf_counter()
    reading = to_json(read(article))
    return {"id": article.id, "seconds": round(time.perf_counter() - begun, 6), "version": VERSION, **reading}
