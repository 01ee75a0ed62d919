"""Measure the tracker with weights that were learnt without the articles that it is measured on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sources.extraction.resolve import candidacy, organisation
from sources.pipeline import sandboxed_opening
from tests.truth.organisations.examples import load_examples, load_invented
from tests.truth.organisations.learning import ReadArticle, learn, read_article, without

# The sets of `make truth`, by what they are called among the labelled articles.
LEARNT_FROM = {
    "real_articles_alone": "numbers",
    "streams": "streams",
    "streams_more": "streams",
    "streams_news": "streams_news",
    "restated_first": "restated",
    "restated_second": "restated",
    "archive_first": "archive",
    "archive_second": "archive",
}


@contextmanager
def held_out(data: Path, measured: str) -> Iterator[None]:
    """Rank inside with weights that know neither the articles of the measured set nor their organisations.

    Texts are opened in this process, since the sandbox's own has loaded the weights that the project keeps.
    """
    of_set = LEARNT_FROM.get(measured)
    if of_set is None:
        yield
        return
    weights = learn(without(_articles(data), {of_set}))
    with (
        patch.object(candidacy, "load_weights", lambda: weights),
        patch.object(organisation, "load_weights", lambda: weights),
        patch.object(sandboxed_opening, "run", _unguarded),
    ):
        yield


def _unguarded(function: Any, limits: Any, /, *args: Any, **kwargs: Any) -> Any:
    return partial(function, *args, **kwargs)()


@cache
def _articles(data: Path) -> list[ReadArticle]:
    return [one for one in map(read_article, [*load_examples(data), *load_invented()]) if one is not None]
