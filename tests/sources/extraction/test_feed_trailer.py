"""What feeds put behind a text is not read. Invented companies only."""

import pytest

from sources.extraction import ArticleText, WhatWasRead, keep, read
from sources.extraction.find.feed_trailer import without_trailer

TITLE = "Shop Larkspur Faces Fine After Breach of 43,000 Accounts"
TEXT = "The chain lost data of 43,000 customers."


@pytest.mark.parametrize(
    "trailer",
    [
        f"The post {TITLE} appeared first on Daily Wren.",
        f"The post {TITLE} first appeared on Daily Wren.",
        f"The article {TITLE} was first published by Daily Wren on 3 May.",
        "The post Shop Larkspur Faces Fine After Breach of 43, 000 Accounts appeared first.",
        f"[…] The post {TITLE} appeared first on Daily Wren.",
    ],
)
def test_the_sentence_that_repeats_the_title_is_left_out(trailer: str) -> None:
    article = without_trailer(ArticleText("1", TITLE, f"{TEXT} {trailer}"))
    assert article.text.removesuffix("[…]").rstrip() == TEXT
    kept = keep(ArticleText("1", TITLE, f"{TEXT} {trailer}"), WhatWasRead()).wording
    assert all(at < kept.title_length for at in kept.runs()["larkspur faces"])


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"{TEXT} The post of a data officer appeared first in its plan of March.",
        f"The post {TITLE} appeared first on Daily Wren.",
    ],
    ids=["none", "about something else", "nothing else is there"],
)
def test_what_is_no_such_sentence_stays(text: str) -> None:
    article = ArticleText("1", TITLE, text)
    assert without_trailer(article) is article


def test_places_of_figures_stay_as_they_are() -> None:
    text = f"{TEXT} The post {TITLE} appeared first on Daily Wren."
    [mention] = read(ArticleText("1", TITLE, text)).mentions
    assert text[mention.start : mention.end] == "43,000"
