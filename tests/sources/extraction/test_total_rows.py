"""The row of a table that sums it up gives the total of the incident; in a round-up it is nobody's."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import ACCEPT, ArticleText, Reading, read

LEAD = "Norbank has said where those live whose data was stolen by hackers in March. The regulator was told on Tuesday."
TITLE = "Data breach at Norbank: where those affected live"


def table(*rows: tuple[str, ...], bars: bool = True) -> str:
    lines = ["| " + " | ".join(row) + " |" if bars else "\t".join(row) for row in rows]
    if bars:
        lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def reading(of: str, title: str = TITLE) -> Reading:
    return read(ArticleText("t", title, f"{LEAD}\n\n{of}\n\nThe bank will write to all of them."))


def totals(found: Reading) -> list[object]:
    return [
        one.value
        for one in found.mentions
        if one.scope is Scope.TOTAL and one.primary and one.score >= ACCEPT and one.organisation == "Norbank"
    ]


BODY = (("Germany", "3.1 million"), ("France", "1.5 million"), ("Spain", "1.2 million"))
HEAD = ("Country", "Customers affected")
TOLD = {
    "below": table(HEAD, *BODY, ("Total", "5.8 million")),
    "above": table(HEAD, ("Total", "5.8 million"), *BODY),
    "in capitals": table(HEAD, *BODY, ("TOTAL", "5.8 million")),
    "with a colon": table(HEAD, *BODY, ("Total:", "5.8 million")),
    "grand": table(HEAD, *BODY, ("Grand total", "5,800,000")),
    "all countries": table(HEAD, *BODY, ("All countries", "5.8 million")),
    "overall": table(HEAD, *BODY, ("Overall", "5.8 million")),
    "sum": table(HEAD, *BODY, ("Sum", "5.8 million")),
    "worldwide": table(HEAD, *BODY, ("Worldwide", "5.8 million")),
    "in all": table(HEAD, *BODY, ("In all", "5.8 million")),
    "by tabs": table(HEAD, *BODY, ("Total", "5.8 million"), bars=False),
    "another column": table(
        ("Country", "Branches", "People affected"),
        *((land, "12", count) for land, count in BODY),
        ("Total", "36", "5.8 million"),
    ),
    "in bold": table(HEAD, *BODY, ("**Total**", "**5.8 million**")),
    "records": table(("Country", "Records exposed"), *BODY, ("Total", "5.8 million")),
    "groups": table(
        ("Group", "People affected"), ("Customers", "5.3 million"), ("Staff", "0.5 million"), ("Total", "5.8 million")
    ),
    "total affected": table(HEAD, *BODY, ("Total affected", "5.8 million")),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_row_that_sums_up_gives_the_total(name: str) -> None:
    found = reading(TOLD[name])
    assert totals(found) == [5_800_000]
    assert found.headline == 5_800_000


@pytest.mark.parametrize(
    "of",
    [
        table(("Country", "Revenue"), *BODY, ("Total", "5.8 million")),
        table(("Country", "Branches"), ("Germany", "310"), ("France", "150"), ("Spain", "120"), ("Total", "580")),
        table(("Year", "Fine in euros"), ("2021", "310"), ("2022", "150"), ("2023", "120"), ("Total", "580")),
        table(("Country", "Number"), *BODY, ("Total", "5.8 million")),
        table(
            ("Country", "Share of customers"),
            ("Germany", "53%"),
            ("France", "26%"),
            ("Spain", "21%"),
            ("Total", "100%"),
        ),
        table(("Country", "Employees"), ("Germany", "310"), ("France", "150"), ("Spain", "120"), ("Total", "n/a")),
    ],
    ids=["revenue", "branches", "fines", "unnamed", "shares", "no number"],
)
def test_a_total_of_something_else_is_none(of: str) -> None:
    found = reading(of)
    assert totals(found) == []
    assert found.headline is None


@pytest.mark.parametrize(
    "label",
    ["Total", "TOTAL", "Grand total", "All firms", "Overall", "Sum", "Total:", "In all", "All", "Total affected"],
)
def test_in_a_round_up_it_is_nobodys(label: str) -> None:
    firms = (("Norbank", "45,000"), ("Vell Airways", "9,000"), ("Quillon Air", "12,000"))
    of = table(("Organisation", "Customers affected"), *firms, (label, "66,000"))
    found = reading(of, "Firms whose data was stolen this week")
    assert {item.organisation for item in found.items} == {"Norbank", "Vell Airways", "Quillon Air"}
    assert not any(one.value == 66_000 and one.primary for one in found.mentions)


@pytest.mark.parametrize(
    ("title", "lead", "of"),
    [
        ("Data breaches in 2023: the year in numbers", "The Identity Centre counted more data breaches than ever.",
         table(("Sector", "People affected"), ("Health", "40 million"), ("Shops", "5 million"), ("Total", "45m"))),
        ("Breaches double, says Identity Centre", "The Identity Centre said that the number of breaches had doubled.",
         table(("Sector", "Records exposed"), ("Health", "40 million"), ("Shops", "5 million"), ("Total", "45m"))),
        ("Attacks by month", "The Office for Civil Rights published its list.",
         table(("Month", "Breaches", "People hit"), ("May", "9", "3m"), ("June", "1", "50"), ("Total", "10", "3m"))),
        ("Two banks lose data", "Norbank and Vell Bank were hacked in March.",
         table(("Bank", "Customers hit"), ("Norbank", "40,000"), ("Vell Bank", "30,000"), ("Total", "70k"))),
        ("Ransomware in schools", "Since January hackers have hit schools in three states, the agency said.",
         table(("State", "Pupils affected"), ("Ohio", "40,000"), ("Texas", "30,000"), ("Total", "70,000"))),
        ("Norbank's annual report", "Norbank says in its annual report what attacks cost banks.",
         table(("Country", "Customers affected"), *BODY, ("Total", "5.8 million"))),
    ],
)  # fmt: skip
def test_a_total_of_many_incidents_is_none_of_one(title: str, lead: str, of: str) -> None:
    found = read(ArticleText("m", title, f"{lead}\n\n{of}\n\nThe whole list is on the website."))
    assert [one.value for one in found.mentions if one.scope is Scope.TOTAL and one.primary] == []
    assert found.headline is None
