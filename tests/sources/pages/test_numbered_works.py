"""The number of a volume or a page before a month is no day."""

import datetime as dt

import pytest

from sources.extraction.pages.written_days import read_moment


@pytest.mark.parametrize(
    "words",
    [
        "Vol. 3 March 2024",
        "p. 7 March 2024",
        "vol.3 March 2024",
        "Volume 3 March 2024",
        "Issue 7 March 2024",
        "pp. 7 March 2024",
        "page 7 March 2024",
        "No. 3 March 2024",
        "Iss. 4 April 2024",
        "Pt. 2 May 2024",
        "Art. 5 May 2024",
        "Vol. 12, No. 3, March 2024",
        "§ 7 March 2024",
        "№ 3 March 2024",
        "Nr. 3 März 2024",
        "Bd. 2 Mai 2024",
        "S. 12 Mai 2024",
        "art. 17 juin 2024",
        "tome 3 mars 2024",
        "núm. 5 mayo 2024",
    ],
)
def test_the_number_of_a_work_or_its_part_is_no_day(words: str) -> None:
    assert read_moment(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "Fri. 3 May 2024",
        "Published: 3 May 2024",
        "Publ. 3 May 2024",
        "By A. Smith. 3 May 2024",
        "By J. P. 3 May 2024",
        "Autorin: K. S. 3. Mai 2024",
        "3 May 2024, Vol. 4",
        "Vol. 4, 3 May 2024",
        "Fr. 3. Mai 2024",
        "le 3 mai 2024",
        "vie. 3 de mayo de 2024",
        "(3 May 2024)",
    ],
)
def test_a_day_beside_such_words_is_one(words: str) -> None:
    moment = read_moment(words)
    assert moment is not None
    assert moment.day == dt.date(2024, 5, 3)
