"""How well and how fast the extractor reads: the measures of each annotated set, never pooled, by halves.

    PYTHONPATH=. python tests/bench/extraction.py [--write] [--quick]

The sets lie beside the checkout (../shared/data) and are scored with the tool beside them. Each set is told as a whole,
which is what the targets ask for, and split in two by a hash of the article's id: rules and weights were tuned on the
half named "tuned". The other half was only measured up to version 1.1; since then the classes of its errors were learnt
from as well, each with a rule and sentences of our own, so that how far the halves lie apart tells less than it did.
Articles gained and lost are told against extraction_results.json, which --write replaces. --quick leaves out speed.
"""

import csv
import importlib.util
import json
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from sources.extraction import VERSION, ArticleText, ExtractedMention, Reading, read, to_json
from tests.bench.extraction_speed import print_speed
from tests.bench.extraction_targets import TARGETS
from tests.bench.printed_numbers import DATES, NUMBER, printed_values
from tests.json_lines import json_lines

SHARED = Path(__file__).resolve().parents[3] / "shared"
RESULTS = Path(__file__).with_name("extraction_results.json")
WHOLE, HALVES = "whole", ("tuned", "unseen")
PARTS = (WHOLE, *HALVES)
# The streams' words for a relation, and ours: an increment is a relation that has the scope of one.
RELATIONS = {
    "more_than_previous": "more_than_previous",
    "less_than_previous": "fewer_than_previous",
    "previous_figure": "revised_from",
    "increment": "delta",
}
REVISIONS = {"more_than_previous", "fewer_than_previous", "revised_from"}

Row = dict[str, Any]
Measures = dict[str, float]


def belongs(key: str, part: str) -> bool:
    """Whether the article is of the part: of a half by the last bit of the first byte of the hash of its id."""
    return part == WHOLE or part == HALVES[sha256(key.encode()).digest()[0] % 2]


@cache
def reading_of(title: str, text: str) -> Reading:
    return read(ArticleText("bench", title, text))


def tool(name: str) -> ModuleType:
    """A module of ../shared/tools, by its file."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{name} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(path: Path) -> list[Row]:
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counts(title: str, text: str) -> list[ExtractedMention]:
    return [mention for mention in reading_of(title, text).mentions if mention.metric == "affected"]


def predictions(gold: Iterable[Row]) -> list[Row]:
    """What the extractor reads in annotated articles; amounts of money are not annotated there and are left out."""
    rows = []
    for row in gold:
        reading = to_json(reading_of(row["title"], row["text"]))
        claims = [claim for claim in reading["claims"] if claim["metric"] == "affected"]
        rows.append({"id": row["id"], "headline": reading["headline"], "claims": claims})
    return rows


def annotated(name: str, gold: list[Row], scorer: ModuleType) -> tuple[Measures, dict[str, list[int]]]:
    """The measures of one set, and each article's hits, false alarms and misses."""
    totals, details = scorer.score(gold, predictions(gold))
    keys = {
        "F1": "F1", "precision": "P", "bounds": "bounds_acc", "unit": "unit_acc", "speaker": "attribution_f1_when_gold",
        "headline": "headline_exact", "clean": "negative_docs_clean", "primary": "primary_acc",
    }  # fmt: skip
    measures = {f"{name} {key}": totals[of] for key, of in keys.items() if totals[of] is not None}
    articles = {row["id"]: [d["tp"], d["fp"], d["fn"]] for row, d in zip(gold, details, strict=True)}
    return measures, articles


def challenge_extras(gold: list[Row], scorer: ModuleType) -> Measures:
    """The shares of denials and of revisions that are told as such."""
    denials, revisions = [], []
    for row, predicted in zip(gold, predictions(gold), strict=True):
        pairs = scorer.match(predicted["claims"], row["claims"])
        found = {right: predicted["claims"][left] for left, right in pairs}
        for index, claim in enumerate(row["claims"]):
            mention = found.get(index)
            if claim["negated"]:
                denials.append(mention is not None and mention["negated"])
            if (claim["relation"] or {}).get("type") in REVISIONS:
                relation = (mention or {}).get("relation") or {}
                implied = claim["relation"].get("implies_previous")
                same = relation.get("type") == claim["relation"]["type"]
                revisions.append(same and (implied is None or relation.get("implies_previous") == implied))
    return share("challenge denials", denials) | share("challenge revisions", revisions)


def stream_extras(part: str) -> Measures:
    """Amounts found with their currency, and relations of the right kind."""
    folder = SHARED / "data" / "streams"
    articles = {row["id"]: row for row in json_lines(folder / "articles.jsonl")}
    money, relations = [], []
    for gold in json_lines(folder / "gold.jsonl"):
        if not belongs(gold["id"], part):
            continue
        article = articles[gold["id"]]
        found = reading_of(article["title"], article["text"]).mentions
        for claim in gold["claims"]:
            same = [m for m in found if m.start < claim["end"] and claim["start"] < m.end and m.value == claim["value"]]
            if claim["metric"] in {"fine", "settlement", "ransom"}:
                currency = claim["unit"].partition(":")[2]
                money.append(any(m.currency == currency for m in same))
            wanted = RELATIONS.get((claim["relation"] or {}).get("kind", ""))
            if wanted:
                relations.append(any(wanted == relation_of(m) for m in same))
    return share("streams money", money) | share("streams relations", relations)


def relation_of(mention: ExtractedMention) -> str | None:
    if mention.relation is None:
        return None
    return "delta" if mention.scope == "delta" else str(mention.relation.type)


def share(name: str, hits: list[bool]) -> Measures:
    return {name: sum(hits) / len(hits)} if hits else {}


def hhs(part: str) -> Measures:
    """Regulator prose: a stated count is found as a total; where no number stands, nothing is."""
    stated, none = [], []
    for index, row in enumerate(table(SHARED / "data/hhs/archive.csv")):
        text, name, affected = row["Web Description"] or "", row["Name of Covered Entity"], row["Individuals Affected"]
        if len(text) < 40 or not affected.isdigit() or not belongs(f"{name}{index}", part):
            continue
        printed = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d|\d", text)}
        if int(affected) in printed:
            stated.append(
                any(m.value == int(affected) and m.scope == "total" and not m.negated for m in counts(name, text))
            )
        elif not NUMBER.search(DATES.sub("", text)):
            none.append(not counts(name, text))
    return share("hhs stated", stated) | share("hhs none", none)


def prc(part: str) -> Measures:
    """Rows whose description holds no number."""
    none = []
    for index, row in enumerate(table(SHARED / "data/prc/chronology_2005_2017.csv")):
        text, name = row["Description of incident"] or "", row["Company"]
        if len(text) >= 40 and belongs(f"{index}{name}", part) and not NUMBER.search(DATES.sub("", text).lower()):
            none.append(not counts(name, text))
    return share("prc none", none)


def hibp(part: str) -> Measures:
    """Descriptions that state the count, rounded; a mention within that rounding is right."""
    near = []
    for row in json.loads((SHARED / "data/hibp/breaches.json").read_text(encoding="utf-8")):
        text, count = row["Description"], row["PwnCount"]
        if belongs(row["Name"], part) and any(abs(value - count) <= 0.06 * count for value in printed_values(text)):
            found = counts(row["Title"], text)
            near.append(any(m.value is not None and abs(float(m.value) - count) <= 0.06 * count for m in found))
    return share("hibp rounded", near)


def gdpr(part: str) -> Measures:
    """Fines whose amount in euros stands in the summary."""
    right = []
    for row in table(SHARED / "data/gdpr/fines.csv"):
        amount, text = row["Fine [€]"].replace(",", ""), row["Summary"] or ""
        if not amount.isdigit() or not belongs(row["ETid"], part):
            continue
        printed = re.escape(f"{int(amount):,}")
        if re.search(rf"(?:EUR|€)\s?{printed}(?![\d,])|(?<![\d,]){printed}\s?(?:EUR|€|euro)", text):
            found = reading_of(row["Controller/Processor"], text).mentions
            right.append(any((m.metric, m.value, m.currency) == ("fine", int(amount), "EUR") for m in found))
    return share("gdpr fines", right)


def news() -> list[Row]:
    """The annotated news articles."""
    return [row for name in ("dev", "extra_dev") for row in json_lines(SHARED / f"data/extraction/{name}.jsonl")]


def measure(part: str) -> tuple[Measures, dict[str, dict[str, list[int]]]]:
    scorer = tool("score_claims")
    extraction = SHARED / "data/extraction"
    streams = subprocess.run(
        [sys.executable, str(SHARED / "tools/streams_to_claims.py"), str(SHARED / "data/streams")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    sets = {
        "news": news(),
        "challenge": json_lines(extraction / "challenge.jsonl"),
        "streams": [json.loads(line) for line in streams.stdout.splitlines()],
    }
    measures: Measures = {}
    articles: dict[str, dict[str, list[int]]] = {}
    for name, gold in sets.items():
        mine = [row for row in gold if belongs(row["id"], part)]
        found, articles[name] = annotated(name, mine, scorer)
        measures |= found
        if name == "challenge":
            measures |= challenge_extras(mine, scorer)
    rows: tuple[Callable[[str], Measures], ...] = (stream_extras, hhs, prc, hibp, gdpr)
    for of in rows:
        measures |= of(part)
    return {name: round(value, 3) for name, value in measures.items()}, articles


def print_table(results: dict[str, Measures], before: dict[str, Measures]) -> None:
    print(f"{'measure':22s} {'at least':>8s}" + "".join(f" {part:>8s} {'before':>8s}" for part in PARTS))
    for name, target in TARGETS.items():
        cells = ""
        for part in PARTS:
            value, old = results[part].get(name), before.get(part, {}).get(name)
            short = "" if value is None or target is None or value >= target else "*"
            cells += (
                f" {'-' if value is None else f'{value:.3f}{short}':>8s} {'-' if old is None else f'{old:.3f}':>8s}"
            )
        print(f"{name:22s} {'-' if target is None else f'{target:.2f}':>8s}{cells}")
    print("* below the target")


def print_changes(articles: dict[str, dict[str, list[int]]], before: dict[str, dict[str, list[int]]]) -> None:
    for name, rows in articles.items():
        old = before.get(name, {})
        gained = [key for key, row in rows.items() if key in old and row[1] + row[2] < old[key][1] + old[key][2]]
        lost = [key for key, row in rows.items() if key in old and row[1] + row[2] > old[key][1] + old[key][2]]
        print(f"{name}: gained {len(gained)} {' '.join(gained)}; lost {len(lost)} {' '.join(lost)}")


def main() -> int:
    parser = ArgumentParser(description="Measures the extractor on the annotated sets.")
    parser.add_argument("--write", action="store_true", help="keep the results as those to compare with")
    parser.add_argument("--quick", action="store_true", help="leave out speed")
    options = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print(f"The annotated sets are not here: no folder {SHARED.name}/data beside the checkout. Nothing measured.")
        return 0
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    measured = {part: measure(part) for part in PARTS}
    results = {part: measures for part, (measures, _) in measured.items()}
    articles = measured[WHOLE][1]
    print(f"extractor {VERSION}, before: {kept.get('version', 'nothing kept')}")
    print_table(results, kept.get("measures", {}))
    print_changes(articles, kept.get("articles", {}))
    if not options.quick:
        print_speed(news())
    if options.write:
        text = json.dumps({"version": VERSION, "measures": results, "articles": articles}, indent=1, sort_keys=True)
        # One line an article, so that a change reads like code.
        RESULTS.write_text(re.sub(r"\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2, \3]", text) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
