"""When two spellings are one name."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.names import LONGEST_KEY, keys_of_run, name_key, normalise_name

ONE_NAME = [
    ("QUILLON  Bank", "Quillon Bank"),
    ("Quillon-Bank.", "Quillon Bank"),
    ("Quillon & Reed", "Quillon and Reed"),
    ("Quillon &amp; Reed", "Quillon & Reed"),
    ("Quillon &amp;amp; Reed", "Quillon & Reed"),
    ("Quillon \uff06 Reed", "Quillon & Reed"),
    ("Quillon &#38; Reed", "Quillon & Reed"),
    ("Q&R", "q and r"),
    ("Q.R. Freight", "QR Freight"),
    ("Q. R. Freight", "Q.R. Freight"),
    ("Dept. of Tides", "Department of Tides"),
    ("Univ of Tides", "University of Tides"),
    ("Cafe\u0301 Quill", "Caf\xe9 Quill"),
    ("Caf\xe9 Quill", "Cafe Quill"),
    ("Tinø", "Tino"),
    ("Żółw", "Zolw"),
    ("Đuro", "Duro"),
    ("Ħal Ŧore", "Hal Tore"),
    ("Þing", "Thing"),
    ("Guðni", "Gudni"),
    ("Ærlig", "Aerlig"),
    ("Cœur", "Coeur"),
    ("Y\u0131ld\u0131z", "Yildiz"),
    ("İzgi", "izgi"),
    ("Großbank", "Grossbank"),
    ("Ŋala", "Nala"),
    ("Quil\xadlon", "Quillon"),
    ("Quil\u200blon\ufeff", "Quillon"),
    ("★\ufe0f", "★"),
    ("\uff31\uff35\uff29\uff2c\uff2c", "Quill"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Q&R", "QR"),
        ("Quillon Reed", "Quillon Reads"),
        ("X", "Y"),
        ("3", "X"),
        ("★", "☆"),
        ("バス", "ハス"),
        ("St Quill", "Saint Quill"),
    ],
)
def test_what_may_be_two_names_stays_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_and_no_longer_than_its_column(name: str) -> None:
    key = name_key(name)
    assert len(key) <= LONGEST_KEY
    assert key == name_key(key)
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(st.lists(st.sampled_from(["and", "&", "a", "b", "c.", "3", "dept", "quill", "&amp;", "ø", "★"]), max_size=8))
def test_a_key_is_its_own_key_whatever_stands_beside_what(parts: list[str]) -> None:
    key = name_key(" ".join(parts))
    assert key == name_key(key)


@given(st.text(), st.characters(categories=["L", "N", "S", "P"]), st.text())
def test_a_name_with_something_to_see_has_a_key(before: str, letter: str, after: str) -> None:
    assert name_key(f"{before}{letter}{after}")


@pytest.mark.parametrize("nothing", ["", " ", "\xad", "\u200b\u2060", "\ufe0f", "\t\n"])
def test_what_nobody_can_see_has_none(nothing: str) -> None:
    assert name_key(nothing) == ""


@pytest.mark.parametrize(
    "printed", ["Quillon & Reed", "Quillon and Reed", "Q.R. Freight", "Q & R", "Q&R", "Dept. of Tides", "Tinø Bank"]
)
def test_a_run_of_a_text_is_looked_up_as_the_name_printed(printed: str) -> None:
    # A text is cut into words before they are compared, so that nothing of a lone "&" is left.
    run = " ".join(normalise_name(word) for word in printed.split() if normalise_name(word))
    assert name_key(printed) in keys_of_run(run)


def test_a_plain_run_is_its_own_key() -> None:
    assert keys_of_run("quillon bank") == ("quillon bank",)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("part", ["a ", "&amp", "and ", "& a ", "\u0301", "dept ", "&#1", "x"])
def test_a_long_name_costs_what_it_is_long(part: str) -> None:
    assert len(name_key(part * 200_000)) <= LONGEST_KEY


def test_the_names_of_the_cases_from_practice_are_one(shared_data: Path) -> None:
    readme = (shared_data / "cases" / "README.md").read_text()
    section = readme.split("## Names that are one organisation")[1].split("\n## ")[0]
    groups = re.findall(r"`[^`]+`(?: / `[^`]+`)+", section)
    assert len(groups) >= 9
    spelt = [re.findall("`([^`]+)`", group) for group in groups]
    assert [names for names in spelt if len({name_key(name) for name in names}) > 1] == []
