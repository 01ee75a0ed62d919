"""Names that a text gives to one organisation, and the names of its owners."""

import pytest

from sources.extraction.resolve.related_names import related_names, stated_relations

SAME = [
    "Quill (formerly Pennant) lost data.",
    "Quill, formerly known as Pennant, lost data.",
    "Pennant, now called Quill, lost data.",
    "Quill, which trades as Pennant, lost data.",
    "Pennant Inc., doing business as Quill, lost data.",
    "Quill LLC d/b/a Pennant lost data.",
    "Pennant Trading Ltd (\u201cQuill\u201d) lost data.",
    "Quill, better known as Pennant, lost data.",
]
OWNED = [
    "Pennant, the parent of Quill, lost data.",
    "Pennant, the Dutch parent company of Quill, lost data.",
    "Pennant, which owns Quill, lost data.",
    "Pennant, the owner of the dating app Quill, lost data.",
    "Pennant, the company behind Quill, lost data.",
    "Quill's parent company, Pennant, lost data.",
    "Quill owner Pennant lost data.",
    "Quill, owned by Pennant, lost data.",
    "Quill, a subsidiary of Pennant, lost data.",
    "Quill, which is a wholly owned subsidiary of Pennant, lost data.",
    "Pennant subsidiary Quill lost data.",
]


@pytest.mark.parametrize("text", SAME)
def test_other_names_of_it_are_told(text: str) -> None:
    assert [(kin.name.split()[0], kin.same) for kin in related_names("Quill", stated_relations(text))] == [
        ("Pennant", True)
    ]


@pytest.mark.parametrize("text", OWNED)
def test_who_owns_it_or_is_owned_by_it_is_told(text: str) -> None:
    assert [(kin.name, kin.same) for kin in related_names("Quill", stated_relations(text))] == [("Pennant", False)]
    assert [kin.name for kin in related_names("Pennant", stated_relations(text))] == ["Quill"]


@pytest.mark.parametrize(
    "text",
    [
        "Pennant, a rival of Quill, lost data.",
        "Quill told Pennant that it had lost data.",
        "Quill and Pennant lost data.",
        "Pennant, the parent of Sorrel, warned customers of Quill.",
        "Quill, formerly a client of Pennant, lost data.",
        "Quill (Pennant was not hit) lost data.",
    ],
)
def test_who_is_only_told_of_beside_it_is_no_kin(text: str) -> None:
    assert related_names("Quill", stated_relations(text)) == []


def test_a_fuller_form_of_the_own_name_is_no_other_name() -> None:
    assert related_names("Quill", stated_relations("Quill Holdings Ltd (\u201cQuill\u201d) lost data.")) == []
