"""Articles that tell of several organisations' incidents: each figure is its organisation's."""

import pytest

from sources.extraction import ArticleText, read

TITLE = "The breaches of the week"
LEAD = "Several firms told of data breaches this week. The numbers are of people affected.\n\n"
LIST = """- Larkfield Clinic: 48,210
- quillo: 5.8 million
- City of Sable Harbor: 1,204"""
TABLE = """| Sector | Organisation | Reports | People affected |
|---|---|---|---|
| Health | Larkfield Clinic | 3 | 48,210 |
| Apps | quillo | 1 | 5.8 million |
| Public | City of Sable Harbor | 2 | 1,204 |"""
SECTIONS = """Larkfield Clinic
Intruders copied the files of 48,210 patients of the clinic in May.

quillo
The maker of the app says that 5.8 million accounts were stolen from it.

City of Sable Harbor
The city has told 1,204 residents that their data was taken."""
PARAGRAPHS = """Larkfield Clinic said that intruders had stolen the files of 48,210 patients in May.
Quillon Bank has confirmed that data of 5.8 million customers was stolen from its archive.
The City of Sable Harbor has told 1,204 residents that thieves had taken their data."""


def items_of(text: str, title: str = TITLE) -> dict[str, list[str]]:
    reading = read(ArticleText("1", title, text))
    for item in reading.items:
        for mention in item.mentions:
            assert text[mention.start : mention.end] == mention.text
            assert item.start <= mention.start < mention.end <= item.end
            assert (mention.organisation, mention.primary) == (item.organisation, False)
    return {item.organisation: [one.text for one in item.mentions] for item in reading.items}


@pytest.mark.parametrize("text", [LIST, LIST.replace("- ", ""), LIST.replace("- ", "1. "), TABLE, SECTIONS])
def test_each_item_has_its_organisation_and_its_figure(text: str) -> None:
    assert items_of(LEAD + text) == {
        "Larkfield Clinic": ["48,210"],
        "quillo": ["5.8 million"],
        "City of Sable Harbor": ["1,204"],
    }


def test_the_evidence_for_a_row_is_the_row() -> None:
    text = LEAD + LIST
    quotes = [text[one.quote_start : one.quote_end] for one in read(ArticleText("1", TITLE, text)).mentions]
    assert quotes == ["Larkfield Clinic: 48,210", "quillo: 5.8 million", "City of Sable Harbor: 1,204"]


def test_paragraphs_with_subjects_of_their_own_are_items() -> None:
    found = items_of(PARAGRAPHS)
    assert found == {
        "Larkfield Clinic": ["48,210"],
        "Quillon Bank": ["5.8 million"],
        "City of Sable Harbor": ["1,204"],
    }


def test_no_item_is_headed_by_the_sum_of_all() -> None:
    text = f"{LEAD}Together 6 million people were affected by the breaches.\n\n{LIST}"
    reading = read(ArticleText("1", TITLE, text))
    assert reading.headline is None
    [outside] = [one for one in reading.mentions if not any(one in item.mentions for item in reading.items)]
    assert (outside.text, outside.primary, outside.organisation) == ("6 million", False, None)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Larkfield Clinic loses data of 48,210", f"Others were hit before.\n{LIST}"),
        ("Breaches by sector", "Data breaches hit many people.\nHealth: 48,210\nTransport: 5,800,000\nRetail: 1,204"),
        ("Breach at vendor", f"Norvane Parking said that data of 90,000 drivers was stolen. Its clients:\n{LIST}"),
        ("How the breach grew", "Data was stolen.\n3 May: 1,204 people\n9 May: 48,210 people\n1 June: 90,000 people"),
        ("The largest banks", "These have most customers.\n" + LIST),
    ],
    ids=["of one, with others", "sectors", "clients of one", "a timeline", "no incidents"],
)
def test_what_has_rows_and_is_no_round_up(title: str, text: str) -> None:
    assert items_of(text, title) == {}


def test_a_name_has_no_line_ends_of_any_kind() -> None:
    assert "quillo two" in items_of(LEAD + LIST.replace("quillo", "quillo\u2028two"))


def test_a_head_that_no_row_fits_is_passed_over() -> None:
    rows = "Acme Bank | 5,000 records | May\nBolt Clinic | 6,000 records | June\nCrux Insurance | 7,000 records | July"
    found = read(ArticleText("1", "Breaches of the week", f"Breaches\n\nName | Records lost\n{rows}\n"))
    assert [one.value for one in found.mentions] == [5_000, 6_000, 7_000]
