"""What a row says of a country, a state or a city is a part, whatever the rest of the page says."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import ArticleText, ExtractedMention, read

LEAD = "Norbank has said that the data of 5 million customers was stolen by hackers in March. The regulator was told."
WITHOUT = LEAD.replace("5 million ", "")
TITLE = "Norbank data breach: customers affected by country"
ROWS = {
    "two": "Germany | 1.2 million\nFrance | 800,000",
    "head": "Country | Customers affected\nGermany | 1.2 million\nFrance | 800,000",
    "bars": "| Country | Customers affected |\n|---|---|\n| Germany | 1.2 million |\n| France | 800,000 |",
    "one row": "Country | Customers affected\nGermany | 1.2 million",
    "one bare": "Germany | 1.2 million customers",
    "colon": "Germany: 1.2 million customers\nFrance: 800,000 customers",
    "dash": "- Germany: 1.2 million customers\n- France: 800,000 customers",
    "number first": "Customers affected | Country\n1.2 million | Germany\n800,000 | France",
    "tabs": "Country\tCustomers affected\nGermany\t1.2 million\nFrance\t800,000",
    "states": "State | Customers affected\nTexas | 1.2 million\nOhio | 800,000",
    "codes": "Country | Customers affected\nDE | 1.2 million\nFR | 800,000",
    "regions": "Region | Customers affected\nEurope | 1.2 million\nAsia | 800,000",
    "uk": "Country | People affected\nUnited Kingdom | 1.2 million\nUSA | 800,000",
    "columns": "Germany | France\n1.2 million customers | 800,000 customers",
    "records": "Country | Records exposed\nGermany | 1.2 million\nFrance | 800,000",
    "cities": "City | Customers affected\nBerlin | 1.2 million\nParis | 800,000",
    "of a longer table": "Country | Offices | Customers affected\nGermany | 12 | 1.2 million\nFrance | 9 | 800,000",
    "in bold": "**Germany** | **1.2 million**\n**France** | **800,000**",
    "hedged": "Germany | about 1.2 million customers\nFrance | more than 800,000 customers",
    "by towns in a list": "City: Customers affected\nNorway: 1.2 million customers\nTexas: 800,000 customers",
}
OTHER = {
    "no place": "Norbank | 1.2 million customers",
    "a total": "Country | Customers affected\nTotal | 1.2 million",
    "prose": "Norbank is a bank in Germany. It lost the data of 1.2 million customers.",
    "a name": "Norway Lines: 1.2 million customers",
    "a clause": "Hackers took it all: 1.2 million customers were affected",
}


def counted(rows: str, lead: str) -> list[ExtractedMention]:
    text = f"{lead}\n\n{rows}\n\nThe bank will write to all of them."
    return [one for one in read(ArticleText("t", TITLE, text)).mentions if one.value in (1_200_000, 800_000)]


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("lead", [LEAD, WITHOUT], ids=["with a total", "without one"])
def test_a_row_of_a_place_is_a_part(name: str, lead: str) -> None:
    found = counted(ROWS[name], lead)
    assert {one.scope for one in found} <= {Scope.SUBSET}
    assert all(one.scope_text for one in found)


@pytest.mark.parametrize("name", ["two", "head", "colon", "dash", "number first", "tabs", "columns", "in bold"])
def test_it_is_the_part_of_its_country(name: str) -> None:
    assert [(one.value, one.country) for one in counted(ROWS[name], LEAD)] == [(1_200_000, "DE"), (800_000, "FR")]


@pytest.mark.parametrize("name", OTHER)
def test_other_rows_and_sentences_are_no_part_of_a_place(name: str) -> None:
    assert all(one.country is None and not one.scope_text for one in counted(OTHER[name], WITHOUT))
