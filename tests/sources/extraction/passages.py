"""Passages of our own, a line each, with what is to be read of each number: "text | 5,000 word; 9,000 word"."""

from pathlib import Path

Marks = dict[int, str]


def passages(name: str) -> list[tuple[str, Marks]]:
    """The texts of a file beside this one, each with its numbers and their words; lines with # tell what these are."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [_passage(line) for line in lines if line and not line.startswith("#")]


def _passage(line: str) -> tuple[str, Marks]:
    text, _, marks = line.rpartition(" | ")
    pairs = (pair.split(" ", 1) for pair in marks.split("; "))
    return text, {int(number.replace(",", "")): word for number, word in pairs}
