"""An article for a reader's eyes."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sources.extraction import ACCEPT, ArticleText, read
from sources.extraction.command import process_line
from sources.extraction.explain import explain, marked_text, reasons

ROOT = Path(__file__).resolve().parents[3]
LINE = b'{"id": "a", "title": "Breach", "text": "Hackers stole data of 5,000 users. It may have 9,000 accounts."}'
CODES = re.compile(r"\x1b\[\d+m")


def test_colour_adds_nothing_but_colour() -> None:
    article = ArticleText("a", "Breach", "Hackers stole data of up to 5,000 users, said Norbank.")
    coloured, plain = (explain(article, read(article), colour=colour) for colour in (True, False))
    assert coloured != plain == CODES.sub("", coloured)


def test_what_needs_a_second_look_has_another_colour() -> None:
    article = ArticleText("a", "Breach", "Hackers stole data of 5,000 users and of 9\ufffd000 clients.")
    sure, unsure = read(article).mentions
    text = marked_text(article.text, read(article), colour=True)
    assert sure.score >= ACCEPT > unsure.score
    assert CODES.findall(text)[0] != CODES.findall(text)[2]


def test_every_feature_of_the_claim_is_among_the_reasons() -> None:
    (found,) = read(ArticleText("a", "Breach", "Hackers stole data of 5,000 users.")).mentions
    assert all(f"{feature.name} {feature.weight:+g}" in reasons(found) for feature in found.features)


@pytest.mark.parametrize(("explained", "coloured"), [(True, True), (False, False)])
def test_a_line_is_explained_with_or_without_colour(explained: bool, coloured: bool) -> None:
    assert ("\x1b" in process_line((1, LINE), explained=explained).output) is coloured


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_is_given_colour() -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "sources.extraction", "--explain"],
        input=LINE + b"\n",
        stdout=theirs,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "\x1b[32m[1: 5,000]" in shown
