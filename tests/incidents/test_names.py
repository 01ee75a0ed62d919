"""The names by which texts call an organisation."""

import pytest

from incidents.names import acronym_in, site_name, spoken_names


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Brightwater Inc.", {"Brightwater Inc.", "Brightwater"}),
        ("Northwind Bank plc", {"Northwind Bank plc", "Northwind Bank"}),
        ("Harbour Hotels & Resorts", {"Harbour Hotels & Resorts", "Harbour Hotels", "Harbour"}),
        ("QZ Corp.", {"QZ Corp.", "QZ"}),
        ("Larkspur College", {"Larkspur College", "Larkspur"}),
        ("Hill Farm of Kent", {"Hill Farm of Kent", "Hill Farm"}),
        ("Bank of Kent", {"Bank of Kent"}),
        ("Kent Department of Public Safety", {"Kent Department of Public Safety", "Kent DPS"}),
        ("Department of Health", {"Department of Health"}),
        ("Q-Mobile US", {"Q-Mobile US", "Q-Mobile"}),
        ("Quiz Research Partners (QRP)", {"Quiz Research Partners", "QRP"}),
        ("Verity / Oak", {"Verity / Oak", "Verity", "Oak"}),
        ("Larkspur", {"Larkspur"}),
        ("Larkspur Cos", {"Larkspur Cos", "Larkspur"}),
        (
            "Northwind Telecom Group plc",
            {"Northwind Telecom Group plc", "Northwind Telecom Group", "Northwind Telecom", "Northwind"},
        ),
        ("Harbour View Financial Corp.", {"Harbour View Financial Corp.", "Harbour View Financial", "Harbour View"}),
        ("General Health", {"General Health"}),
        ("Global Group", {"Global Group", "Global"}),
        ("The Grain Depot Inc.", {"The Grain Depot Inc.", "Grain Depot Inc.", "The Grain Depot", "Grain Depot"}),
        ("The Gap", {"The Gap"}),
    ],
)
def test_a_name_is_shortened_as_texts_do(name: str, spoken: set[str]) -> None:
    assert set(spoken_names(name)) == spoken


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("AmberLantern.example", "AmberLantern"),
        ("www.amber-lantern.example", "amber-lantern"),
        ("shop.amberlantern.co.uk", "amberlantern"),
        ("co.example", "co"),
        ("AmberLantern.COM", "AmberLantern"),
        ("amberlantern", ""),
        ("stolen.The", ""),
        ("U.S", ""),
        ("e.g", ""),
        ("2.5m", ""),
        ("24.com", ""),
        ("lost.So", ""),
        ("co.uk", ""),
        ("index.html", ""),
        ("www.amberlantern.police.uk", "amberlantern"),
        ("amberlantern.gc.ca", "amberlantern"),
        ("x.com", "x"),
    ],
)
def test_a_web_address_is_named_for_what_stands_before_its_suffix(address: str, site: str) -> None:
    assert site_name(address) == site


@pytest.mark.parametrize(
    ("title", "name", "acronym"),
    [
        ("DPT breach of travel cards", "Department of Public Transport", "DPT"),
        ("DoPT breach", "Department of Public Transport", ""),
        ("Breach at the Department of Public Transport", "Department of Public Transport", ""),
        ("NB breach", "North Bank", ""),
        ("QRP leak", "Quiz Research Partners Ltd", "QRP"),
        ("QRT leak", "QR Telecom", "QRT"),
        ("USB leak", "US Bank", ""),
    ],
)
def test_a_title_may_call_a_party_by_the_first_letters_of_its_name(title: str, name: str, acronym: str) -> None:
    assert acronym_in(title, name) == acronym
