"""An incident of years ago, and one of these weeks that is named late."""

import datetime as dt

from tests.sources.matching.test_scoring import DISCLOSED, LATER, weighed, weight_of


def test_a_recent_incident_named_late_is_told_where_nobody_else_is_named() -> None:
    text = "Hackers took personal data, officials say. " + "They came in at night. " * 20 + "Harrow Lane said nothing."
    day, figures = DISCLOSED + dt.timedelta(days=30), frozenset({("", 47_800_000)})
    assert weighed(text, day=day, figures=figures, nameless=True).score > 0.60
    assert weighed(text, day=day, figures=figures).score <= 0.60
    assert weighed(text, day=day, nameless=True).score <= 0.60
    assert weighed(text, day=LATER, figures=figures, nameless=True).score <= 0.60


def test_years_past_name_the_year_of_the_disclosure() -> None:
    day = dt.date(2024, 9, 1)
    for words in ("Three years on, ", "It was hacked three years ago: ", "It is 3 years ago: "):
        assert weight_of(weighed(f"{words}Harrow Lane has lost data.", day=day), "year") == 0.20
    for words in ("Five years on, ", "After three years on the job, ", "Three years later, "):
        assert weight_of(weighed(f"{words}Harrow Lane has lost data.", day=day), "year") is None
