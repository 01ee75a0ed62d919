"""The names by which texts call an organisation."""

import pytest

from incidents.models.names import spoken_names


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Brightwater Inc.", {"Brightwater Inc.", "Brightwater"}),
        ("Northwind Bank plc", {"Northwind Bank plc", "Northwind Bank"}),
        ("Harbour Hotels & Resorts", {"Harbour Hotels & Resorts", "Harbour"}),
        ("Q-Mobile US", {"Q-Mobile US", "Q-Mobile"}),
        ("Quiz Research Partners (QRP)", {"Quiz Research Partners", "QRP"}),
        ("Verity / Oak", {"Verity / Oak", "Verity", "Oak"}),
        ("Larkspur", {"Larkspur"}),
        (
            "Northwind Telecom Group plc",
            {"Northwind Telecom Group plc", "Northwind Telecom Group", "Northwind Telecom", "Northwind"},
        ),
        ("Harbour View Financial Corp.", {"Harbour View Financial Corp.", "Harbour View Financial", "Harbour View"}),
        ("General Health", {"General Health"}),
        ("Global Group", {"Global Group", "Global"}),
    ],
)
def test_a_name_is_shortened_as_texts_do(name: str, spoken: set[str]) -> None:
    assert set(spoken_names(name)) == spoken
