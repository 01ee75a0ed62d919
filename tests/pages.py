"""The project's documents, read by the tests that hold them against the code."""

import re

from tests.test_architecture import ROOT


def page(name: str) -> str:
    """The text of a document, named by its path."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, title: str) -> str:
    """What stands below a heading of the document, up to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*)", page(name), re.MULTILINE | re.DOTALL)
    assert found, f"{name} has no heading {title!r}"
    level = len(found.group(1))
    return re.split(rf"^#{{1,{level}}} ", found.group(2), maxsplit=1, flags=re.MULTILINE)[0]


def code(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables, the head and the line below it left out."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("| ") and not line.startswith("| ---") and not below.startswith("| ---")
    ]


def table(text: str) -> dict[str, list[str]]:
    """The cells of each row, by the words in backticks of its first one."""
    return {name: row for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])}
