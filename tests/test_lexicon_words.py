"""The words of a language that decide anything stand in the TOML files of `sources/extraction/lexicon`, nowhere else.

A string decides where a text is held against it: in a pattern, in a comparison, in a method that looks into a string,
in a set or a list, in a table of a module. There it may have no word, but for the labels below, which are our own.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sources.extraction.article import CAPTION
from sources.extraction.classify.evidence import load_model
from sources.extraction.mention import BESIDE_LOST, NO_COUNT, UNKNOWN_NOUN, UNSAID, ExtractedMention
from sources.extraction.resolve.article_features import SAID
from sources.extraction.resolve.ranking import load_weights

EXTRACTION = Path(__file__).resolve().parents[1] / "sources" / "extraction"
# HTML, HTTP and addresses; the command line; the files of weights.
ELSEWHERE = ("pages", "command.py", "explain.py", "__main__.py", "learning")
FEATURES = frozenset(load_model().weights)
NAME_FEATURES = frozenset(load_weights().names)
PURPOSES = frozenset({"fine", "settlement", "payment"})  # keys of proceedings.toml
STEPS = frozenset({"annulled", "upheld", "appeal", "sued"})  # the same
LABELS = {
    # the names of features, as the weights have them
    "classify/evidence.py": FEATURES | {"grouped", "counted"},
    "classify/part_or_whole.py": frozenset({"parts"}),
    "resolve/round_ups.py": NAME_FEATURES,
    "resolve/article_signs.py": frozenset({"text"}),
    "resolve/article_features.py": frozenset(
        {
            *("title", "lead", "event", "happened", "data", "people", "count", "attacks", "breaches", "hacks"),
            *(" figures", SAID),
        }
    ),
    "resolve/name_features.py": NAME_FEATURES,
    "resolve/ranking.py": NAME_FEATURES | {"whose_incident.json"},
    # how a number is written, and how it is linked to what it counts
    "classify/inheritance.py": frozenset({"anaphor", "grouped"}),
    "classify/scopes.py": frozenset({"spoken"}),
    "find/number_candidates.py": frozenset({"anaphor", "words", "vague", "grouped"}),
    "find/numbers.py": frozenset({"vague", "words", "grouped", "plain"}),
    "find/numerals.py": frozenset({"words"}),
    "review_reader.py": frozenset({"plain"}),
    # forms of speech
    "resolve/speakers.py": frozenset({"modifier", "leads", "label", "follows"}),
    "resolve/speech.py": frozenset({"agent", "source"}),
    # what a sum is for, and which step is told
    "proceedings/asides.py": frozenset({"annulled", "upheld", "appeal"}),
    "proceedings/steps.py": PURPOSES | STEPS,
    "proceedings/sums.py": frozenset({"spending", "share"}),
    # how a template says its phrases
    "lexicon/word_fields.py": frozenset({"any"}),
    # fields of JSON, codes of languages
    "article.py": frozenset({CAPTION}),
    "mention.py": frozenset({*ExtractedMention.__slots__, BESIDE_LOST, NO_COUNT, UNKNOWN_NOUN, UNSAID}),
    "language.py": frozenset({"und"}),
    "lexicon/tables.py": frozenset({"en", "de", "fr", "es"}),
}
LOOKING = {
    *("startswith", "endswith", "removeprefix", "removesuffix", "find", "rfind", "index", "rindex", "count", "replace"),
    *("split", "rsplit", "partition", "rpartition", "strip", "lstrip", "rstrip", "isdisjoint", "intersection"),
}
# What is no word in a pattern: names of groups, flags, classes of characters, escapes.
# And the places in a template of the lexicon: {any verbs.saying}.
SYNTAX = re.compile(
    r"\{(?:any |listed )?[a-z_.]+(?:, [a-z_.]+)*\}"
    r"|\(\?P[<=]\w+[>)]|\(\?[a-z-]+[:)]|\[(?:\\.|[^\]\\])*\]|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\."
)
# The fields of the lexicon that take templates, with how many arguments stand before them.
TEMPLATES = {"pattern": 0, "text": 0, "filled": 0, "ending": 1, "by_kind": 2, "each": 3, "one_of": 2}
WORD = re.compile(r"[^\W\d_]{2}")


def deciding(tree: ast.Module) -> Iterator[ast.AST]:
    """The parts of a module against which texts may be held."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.Set | ast.List | ast.Tuple):
            yield from node.elts
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            pattern = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if pattern or node.func.attr in LOOKING:
                yield from (node.func.value, *node.args)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEMPLATES:
            yield from (*node.args[TEMPLATES[node.func.id] :], *(one.value for one in node.keywords))
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield statement.value


def strings(part: ast.AST) -> Iterator[ast.Constant]:
    """The strings of a part, and of all that it is put together from; not those by which something is looked up."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part
    elif isinstance(part, ast.Subscript):
        yield from strings(part.value)
    elif not isinstance(part, ast.Call) or builtin(part.func) or looks(part.func):
        for child in ast.iter_child_nodes(part):
            yield from strings(child)


def builtin(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id in {"frozenset", "set", "tuple", "list", "dict", "sorted"}


def looks(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr in {*LOOKING, "lower", "join"}


def words_of(source: str, labels: frozenset[str]) -> dict[tuple[int, int], str]:
    """The strings with words that decide, by their places."""
    tree = ast.parse(source)
    tree.body = [one for one in tree.body if not (isinstance(one, ast.Assign) and is_all(one.targets[0]))]
    found = {}
    for one in (one for part in deciding(tree) for one in strings(part)):
        if one.value not in labels and WORD.search(SYNTAX.sub(" ", str(one.value))):
            found[one.lineno, one.col_offset] = str(one.value)
    return found


def is_all(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "__all__"


def keys(table: object) -> Iterator[str]:
    """The names of the tables and values of a TOML file."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from (key, *keys(value))


@cache
def keys_of_the_lexicon() -> frozenset[str]:
    """What the modules of the lexicon look up: the keys of its files, the files, and the names that features get."""
    files = sorted((EXTRACTION / "lexicon" / "en").glob("*.toml"))
    found = {key for file in files for key in (file.stem, *keys(tomllib.loads(file.read_text(encoding="utf-8"))))}
    return frozenset(found | {feature.partition(": ")[2] for feature in NAME_FEATURES})


def labels_of(name: str) -> frozenset[str]:
    labels = LABELS.get(name, frozenset())
    return labels | keys_of_the_lexicon() if name.startswith("lexicon/") else labels


def words_outside(root: Path) -> dict[str, list[str]]:
    found = {}
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(ELSEWHERE):
            words = words_of(path.read_text(encoding="utf-8"), labels_of(name))
            found[name] = [f"{line}: {words[line, column]}" for line, column in sorted(words)]
    return {name: words for name, words in found.items() if words}


def test_words_that_decide_stand_in_the_lexicon() -> None:
    assert words_outside(EXTRACTION) == {}


def test_every_label_is_still_used() -> None:
    """A name in the list above that its module has no more may hide a word."""
    unused = {
        name: sorted(label for label in labels - FEATURES - NAME_FEATURES if not said(name, label))
        for name, labels in LABELS.items()
        if name != "mention.py"
    }
    assert {name: labels for name, labels in unused.items() if labels} == {}


def said(name: str, label: str) -> bool:
    return f'{label}"' in (EXTRACTION / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "source",
    [
        '_SAYS = re.compile(r"\\b(?:said|told)\\b")',
        '_PART = r"(?:letters?|notes)"',
        'def f(word):\n    return word == "said"',
        'def f(word):\n    return word in {"of", "x"}',
        'def f(word):\n    return word not in ("the", "x")',
        'def f(text):\n    return text.startswith("the ")',
        'def f(text):\n    return re.search(rf"\\b{text} said", text)',
        'def f(text):\n    for mark in (" but ", ";"):\n        yield mark in text',
        '_WORDS = frozenset("said told".split())',
        '_BY_SORT = {"watched": ("spied on",)}',
        'class A(WordGroup):\n    said = pattern(r"\\b{article} (?:said|told)")',
        'class A(WordGroup):\n    said = ending("verbs", tail=" said$")',
    ],
)
def test_a_word_that_decides_is_seen(source: str) -> None:
    assert words_of(source, frozenset())


@pytest.mark.parametrize(
    "source",
    [
        '"""Says who said it."""',
        '_DIGITS = re.compile(r"(?P<digits>\\d+)[a-z]\\s\\w")',
        '_SAID, _TOLD = load_phrases("titles").compiled("said", "told")',
        'class A(WordGroup):\n    said = told = ending("verbs.saying", r"\\s{any verbs.saying, told}{said}")',
        'def f(match):\n    return match["said"] or match.start("told")',
        'def f():\n    raise ValueError("nothing was said")',
        'def f(text):\n    return text.rstrip(".,") == "" or text.endswith("\'s")',
    ],
)
def test_what_decides_nothing_is_left_alone(source: str) -> None:
    assert words_of(source, frozenset()) == {}
