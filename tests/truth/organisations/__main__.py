"""How well it is told whose incident an article tells, on articles of organisations that were not learnt from.

    python -m tests.truth.organisations            tell it, by cross-validation over organisations
    python -m tests.truth.organisations --misses   and what was wrong
    python -m tests.truth.organisations --write    learn from all articles, and keep the weights for the product

The labels lie beside the checkout (../shared/data) and in tests/bench/labels. The weights come out the same every time.
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sources.extraction.resolve.candidacy import OPENS_FROM
from sources.extraction.resolve.ranking import RANKING_WEIGHTS, RankingWeights
from tests.truth.organisations.examples import SETS, load_examples, load_invented
from tests.truth.organisations.learning import (
    FOLDS,
    Judgement,
    ReadArticle,
    cross_validate,
    key_of,
    learn,
    naive,
    read_article,
)
from tests.truth.sets import DATA

_BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
_DECIMALS = 3


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.organisations", description="Whose incident an article tells.")
    parser.add_argument("--write", action="store_true", help="learn from all articles, and keep the weights")
    parser.add_argument("--misses", action="store_true", help="tell what was wrong")
    asked = parser.parse_args(arguments)
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was measured.", file=sys.stderr)
        return 0
    articles = [one for one in map(read_article, [*load_examples(DATA), *load_invented()]) if one is not None]
    if asked.write:
        RANKING_WEIGHTS.write_text(as_json(learn(articles), articles), encoding="utf-8")
        return 0
    judged = cross_validate(articles)
    print(f"Cross-validated, {FOLDS} folds over organisations; opened at {OPENS_FROM:.0%} or more.")
    print("\n".join((*_table(articles, judged), "", *_calibration(articles, judged), "")))
    print("The first name of the article, opened if its title has a word of an incident:")
    print("\n".join(_table(articles, {key_of(one): naive(one) for one in articles})))
    if asked.misses:
        print("\n".join(_misses(articles, judged)))
    return 0


def as_json(weights: RankingWeights, articles: Sequence[ReadArticle]) -> str:
    """The weights as they are kept, with the number of articles of each set from which they were learnt."""

    def kept(model: dict[str, float]) -> dict[str, float]:
        rounded = {name: round(weight, _DECIMALS) for name, weight in sorted(model.items())}
        return {name: weight for name, weight in rounded.items() if weight}

    learnt_from = Counter(one.label.of_set for one in articles)
    whole = {"learnt_from": learnt_from, "names": kept(dict(weights.names)), "opens": kept(dict(weights.opens))}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _table(articles: Sequence[ReadArticle], judged: dict[str, Judgement]) -> Iterable[str]:
    yield "set            named right   opened right   of another   missed   opened though nothing"
    for of_set in (*SETS, "all"):
        mine = [
            (one, judged[key_of(one)])
            for one in articles
            if one.label.of_set in (SETS if of_set == "all" else (of_set,))
        ]
        rights = [said.right for one, said in mine if one.label.victims]
        opening = [said for one, said in mine if one.label.opens]
        nothing = [said for one, said in mine if one.label.opens is False]
        opened = [said for said in opening if said.probability >= OPENS_FROM]
        right = sum(said.right for said in opened)
        wrong = sum(said.probability >= OPENS_FROM for said in nothing)
        yield (
            f"{of_set:13}  {_of(sum(rights), len(rights)):12}  {_of(right, len(opening)):13}  {len(opened) - right:10}"
            f"  {len(opening) - len(opened):7}   {_of(wrong, len(nothing))}"
        )


def _calibration(articles: Sequence[ReadArticle], judged: dict[str, Judgement]) -> Iterable[str]:
    """How often a candidate of each likelihood is right: there is one incident, and it is its own."""
    known = [one for one in articles if one.label.opens is not None and one.label.of_set in SETS]
    said = [(judged[key_of(one)], one.label.opens) for one in known]
    found = sorted(((one.probability, bool(opens and one.right)) for one, opens in said), reverse=True)
    yield "likelihood     articles   right"
    for low, high in pairwise(_BANDS):
        band = [right for probability, right in found if low <= probability < high]
        yield f"{low:.0%} to {high:.0%}".ljust(13) + f"  {len(band):8}   {sum(band) / max(1, len(band)):.0%}"
    half = [right for _, right in found[: len(found) // 2]]
    yield f"The likelier half: {_of(sum(half), len(half))} right."


def _misses(articles: Sequence[ReadArticle], judged: dict[str, Judgement]) -> Iterable[str]:
    for one in articles:
        said, label = judged[key_of(one)], one.label
        opened = said.probability >= OPENS_FROM
        whose = said.name.organisation.name if said.name else None
        line = f"{label.of_set} {label.key}  {said.probability:.2f} {whose}, want {label.victims}: {label.title}"
        if label.opens is not None and opened != label.opens:
            yield f"{'OPENED' if opened else 'missed'} {line}"
        elif label.victims and not said.right:
            yield f"whose  {line}"


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / max(1, whole):.0%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
