"""Feeds from OPML lists, and the starter list."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sources.feed_lists import STARTER
from sources.importers.opml import ListedFeed, read_opml
from sources.importers.rows import RowFault
from sources.models import Feed, Publisher

pytestmark = pytest.mark.django_db

LIST = """<?xml version="1.0"?>
<opml version="2.0"><body>
<outline text="News"><outline text="The  Gazette" xmlUrl="https://gazette.example/feed"/>
<outline text="Again" xmlUrl="https://gazette.example/other"/></outline>
<outline text="Mail" xmlUrl="mailto:a@gazette.example"/>
<outline text="Odd" xmlUrl="https://user:word@gazette.example/feed"/>
</body></opml>"""


def run(path: Path, capsys: Any, *options: str) -> tuple[str, str, int]:
    code = 0
    try:
        call_command("import_feeds", str(path), *options)
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return said.out, said.err, code


def test_feeds_are_entered_switched_off_and_once(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "list.opml"
    path.write_text(LIST, encoding="utf-8")
    out, err, code = run(path, capsys)
    assert (out, code) == ("Feeds: 2 new, 0 known, 2 refused.\n", 1)
    assert [line.partition(":")[0] for line in err.splitlines()] == ["Line 5, xmlUrl", "Line 6, xmlUrl"]
    assert set(Feed.objects.values_list("url", "active", "publisher__name")) == {
        ("https://gazette.example/feed", False, "The Gazette"),
        ("https://gazette.example/other", False, "The Gazette"),
    }
    Feed.objects.update(active=True)
    assert run(path, capsys, "--active")[0] == "Feeds: 0 new, 2 known, 2 refused.\n"
    assert (Feed.objects.filter(active=True).count(), Publisher.objects.count()) == (2, 1)


OUTLINE = '<outline text="%s" xmlUrl="%s"/>'
SAFE = "https://b.example/feed"
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
# (what is odd, the list, the feeds that it gives beside SAFE, the lines that it is told of)
ODD: list[tuple[str, str, list[tuple[str, str]], list[int]]] = [
    ("a bare &", OUTLINE % ("A & B", "https://a.example/?a&b=2&amp;c"), [("A & B", "https://a.example/?a&b=2&c")], []),
    ("half of a pair", OUTLINE % ("a&#xD800;", "https://a.example/"), [("", "https://a.example/")], [2]),
    ("half of a pair in the address", OUTLINE % ("a", "https://a.example/&#xD800;"), [], [2, 2]),
    ("a control character", OUTLINE % ("a&#x1;b", "https://a.example/"), [("ab", "https://a.example/")], [2]),
    ("a file of ours", '<outline text="&file;" xmlUrl="https://a.example/"/>', [("", "https://a.example/")], [2]),
    ("an entity of entities", '<outline text="&l9;" xmlUrl="https://a.example/"/>', [], [2]),
    ("no end", '<outline text="a" xmlUrl="https://a.exa', [], [3]),
    ("hundreds in each other", '<outline text="a">' * 400 + "</outline>" * 400, [], [2]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "feeds", "told"), ODD, ids=[one[0] for one in ODD])
def test_nothing_of_a_list_is_lost_or_changed_without_a_word(
    what: str, text: str, feeds: list[tuple[str, str]], told: list[int]
) -> None:
    head = f'<!DOCTYPE opml [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    found = list(read_opml(f"{head}<opml><body>{OUTLINE % ('', SAFE)}\n{text}\n</body></opml>".encode()))
    listed = [(one.publisher, one.url) for one in found if isinstance(one, ListedFeed)]
    assert [one for one in listed if one[1] != SAFE] == feeds
    assert ("", SAFE) in listed
    assert [one.line for one in found if isinstance(one, RowFault)] == told


@pytest.mark.parametrize("text", ["", "<rss/>", "{}", "<opml"])
def test_what_is_no_list_ends_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.opml"
    path.write_text(text, encoding="utf-8")
    if text == "<opml":
        with pytest.raises(SystemExit, match="1"):
            call_command("import_feeds", str(path), verbosity=0)
        return
    with pytest.raises(CommandError, match="is no list of feeds") as caught:
        call_command("import_feeds", str(path))
    assert caught.value.returncode == 2


def test_the_starter_list_has_thirty_feeds_that_may_be_polled_and_are_not(capsys: Any) -> None:
    listed = [one for one in read_opml(STARTER.read_bytes()) if isinstance(one, ListedFeed)]
    assert len({one.url for one in listed}) == len({one.publisher for one in listed}) == 30
    call_command("import_feeds", "--starter")
    assert capsys.readouterr().out == "Feeds: 30 new, 0 known, 0 refused.\n"
    assert not Feed.objects.filter(active=True).exists()
