"""Measure the tracker with weights that were learnt without the articles that it is measured on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from incidents.logistic_model import LogisticModel
from sources.extraction.classify import evidence, part_or_whole
from sources.extraction.resolve import candidacy, organisation
from sources.pipeline import sandboxed_opening
from tests.truth.counted import examples as counted_examples
from tests.truth.counted import learning as counted_learning
from tests.truth.organisations.examples import load_examples, load_invented
from tests.truth.organisations.learning import ReadArticle, learn, read_article, without
from tests.truth.parts import learning as parts_learning

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
    """Rank, count and tell parts inside with weights that know neither the measured articles nor their organisations.

    Texts are opened in this process, since the sandbox's own has loaded the weights that the project keeps.
    """
    of_set = LEARNT_FROM.get(measured)
    if of_set is None:
        yield
        return
    weights, counted = learn(without(_articles(data), {of_set})), _counted(data, of_set)
    parts = _parts(data, of_set)
    with (
        patch.object(candidacy, "load_weights", lambda: weights),
        patch.object(organisation, "load_weights", lambda: weights),
        patch.object(evidence, "load_model", lambda: counted),
        patch.object(part_or_whole, "load_model", lambda: parts),
        patch.object(sandboxed_opening, "run", _unguarded),
    ):
        yield


def _unguarded(function: Any, limits: Any, /, *args: Any, **kwargs: Any) -> Any:
    return partial(function, *args, **kwargs)()


@cache
def _articles(data: Path) -> list[ReadArticle]:
    return [one for one in map(read_article, [*load_examples(data), *load_invented()]) if one is not None]


def _counted(data: Path, of_set: str) -> LogisticModel:
    numbers = [one for text in counted_examples.load_texts(data) for one in counted_learning.numbers_of(text)]
    others = counted_learning.without(numbers, {of_set})
    theirs = _groups(data, of_set)
    return counted_learning.learn([one for one in others if one.group not in theirs])


def _parts(data: Path, of_set: str) -> LogisticModel:
    examples = parts_learning.load_part_examples(data)
    return parts_learning.learn(parts_learning.without(examples, {of_set}, _groups(data, of_set)))


def _groups(data: Path, of_set: str) -> set[str]:
    return {one.group for one in load_examples(data) if one.of_set == of_set}
