"""How fast the extractor reads: articles a second, what a second process adds, and a megabyte of one thing."""

import json
import subprocess
import sys
import time
from typing import Any

from sources.extraction import ArticleText, read


def print_speed(rows: list[dict[str, Any]]) -> None:
    """Print articles a second on one core, what a second process adds, and the seconds for a megabyte of one thing.

    `rows` are news articles, each with id, title and text.
    """
    articles = [ArticleText(str(row["id"]), row["title"], row["text"]) for row in rows]
    begun = time.process_time()
    for article in articles * 3:
        read(article)
    print(f"one core: {3 * len(articles) / (time.process_time() - begun):.0f} news articles a second")
    lines = "".join(json.dumps({k: row[k] for k in ("id", "title", "text")}) + "\n" for row in rows * 12).encode()
    seconds = {jobs: filter_seconds(lines, jobs) for jobs in (1, 2)}
    gain, possible = seconds[1] / seconds[2], machine_gain()
    print(f"--jobs 2: {gain:.2f} times as fast as one; two loops that only count: {possible:.2f} times as fast here")
    for name, piece in (
        ("digits", "7"),
        ("commas", ","),
        ("opening quotes", "“"),
        ("no stop", "the data of many was told "),
    ):
        begun = time.process_time()
        read(ArticleText("bench", "Breach", piece * (1_000_000 // len(piece))))
        print(f"1 MB of {name}: {time.process_time() - begun:.2f} s")


def machine_gain() -> float:
    """How much two busy processes get done against one: 2 on two free cores, 1 on one."""
    loop = [sys.executable, "-c", "sum(range(60_000_000))"]
    begun = time.perf_counter()
    subprocess.run(loop, check=True)
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    for process in [subprocess.Popen(loop) for _ in range(2)]:
        process.wait()
    return 2 * alone / (time.perf_counter() - begun)


def filter_seconds(lines: bytes, jobs: int) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "sources.extraction", "--jobs", str(jobs)]
    subprocess.run(command, input=lines, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun
