"""How the tests of the extractor read a sentence."""

from collections.abc import Callable

import pytest

from sources.extraction import ArticleText, ExtractedMention, read

Reader = Callable[..., tuple[ExtractedMention, ...]]


@pytest.fixture(scope="session")
def mentions() -> Reader:
    """All mentions of a text, told as news of a data breach."""

    def _mentions(text: str, title: str = "Hackers steal personal data in breach") -> tuple[ExtractedMention, ...]:
        return read(ArticleText("test", title, text)).mentions

    return _mentions
