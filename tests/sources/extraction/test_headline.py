"""The figure that an article gives for its own incident."""

import pytest

from sources.extraction import ArticleText, read


@pytest.mark.parametrize(
    ("title", "text", "headline"),
    [
        ("Club hacked", "Hackers stole data of 8,000 members, down from an earlier estimate of 20,000.", 8_000),
        (
            "Data of 12 million riders leaked",
            "A leak exposed 12,040,000 riders. 300 drivers were hit too.",
            12_040_000,
        ),
        ("Clinic loses data of 55,000 patients", "A hack hit some 55,000 patients. It hit 55,447 patients.", 55_447),
        ("Clinics hacked", "The clinics served around 17,000 patients at the time of the ransomware attack.", None),
        ("Breach hits 9,000 pupils", "A teacher left a laptop with the data on a train.", 9_000),
        ("Club hacked", "The club, which has 3 million members, said it was looking into an attack.", None),
        ("Club hacked", "The club denied that 70,000 members had data stolen.", None),
        ("Clinic hit", "Between 7,000 and 8,000 patients had data stolen.", 8_000),
        ("Club hacked", "Hackers stole thousands of passwords.", None),
    ],
)
def test_the_headline_is_the_articles_own_current_total(title: str, text: str, headline: int | None) -> None:
    assert read(ArticleText("h", title, text)).headline == headline
