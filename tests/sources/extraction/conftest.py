"""How the tests of the extractor read a sentence."""

from collections.abc import Callable

import pytest

from sources.extraction import ArticleText, Mention, read

Reader = Callable[..., tuple[Mention, ...]]


@pytest.fixture(scope="session")
def mentions() -> Reader:
    """All mentions of a text, told as news of a data breach."""

    def _mentions(text: str, title: str = "Hackers steal personal data in breach") -> tuple[Mention, ...]:
        return read(ArticleText("test", title, text)).mentions

    return _mentions
