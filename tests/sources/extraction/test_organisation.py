"""Whose incident an article tells, where a first word looks like a name."""

import pytest

from sources.extraction import ArticleText, read

TEXT = "Hackers stole the data of 40,000 members, and Hackers sold it. Hackers are at large."


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Club: hackers have the data of members", TEXT, None),
        ("Hackers have the data of members", TEXT, None),
        ("Data of members is gone", "FERNWOOD - The data of 40,000 members was stolen by hackers.", None),
        ("Data of members is gone", "Fernwood lost the stolen data of 40,000 members. Fernwood is sorry.", "Fernwood"),
    ],
    ids=["a word that the title writes small", "a word of the attackers", "a date line", "a name"],
)
def test_a_word_or_a_place_that_opens_the_text_is_no_organisation(title: str, text: str, name: str | None) -> None:
    assert read(ArticleText("o", title, text)).mentions[0].organisation == name
