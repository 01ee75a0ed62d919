"""Feeds from OPML lists, and the starter list."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sources.feed_lists import STARTER
from sources.importers.opml import ListedFeed, read_opml
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


@pytest.mark.parametrize("text", ["", "<rss/>", "{}", "<opml"])
def test_what_is_no_list_ends_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.opml"
    path.write_text(text, encoding="utf-8")
    if text == "<opml":
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
