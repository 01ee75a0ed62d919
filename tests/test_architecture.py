"""The house of docs/architecture.md: who may import whom (the contracts of pyproject.toml), how long a file may be, who
writes what, in which words."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("tracker", "incidents", "sources")
LONGEST_FILE = 300
TOP_LEVEL = {
    "tracker",
    "incidents",
    "sources",
    "tests",
    "manage.py",
    "requirements.txt",
    "docker-compose.yml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
    "docs",
    "pyproject.toml",
    "Makefile",
    "Procfile",
}


@cache
def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def test_imports_keep_their_contracts() -> None:
    """The contracts of pyproject.toml. By the command: in this process it would switch off all loggers."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("pure", ["sources.extraction", "incidents.figures.reconcile", "incidents.vocabulary"])
def test_the_pure_cores_load_neither_django_nor_celery(pure: str) -> None:
    code = (
        f"import sys, {pure}; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'celery', 'kombu', 'aiohttp'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_opens_texts_needs_no_settings() -> None:
    code = "from sources.sandbox import nursery; nursery._load()"
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("app", ["incidents", "sources"])
def test_the_apps_packages_are_empty(app: str) -> None:
    assert (ROOT / app / "__init__.py").read_text(encoding="utf-8") == ""


def test_files_stay_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (*PACKAGES, "tests", ".ci")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_a_class_has_a_name_that_no_other_class_has() -> None:
    holders: dict[str, list[str]] = {}
    for folder in (*PACKAGES, "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    holders.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    del holders["Command"]  # Django finds management commands by this name
    assert {name: paths for name, paths in holders.items() if len(paths) > 1} == {}


def test_nothing_is_called_told() -> None:
    """A name says what it holds: an event, a problem, a report. Migrations keep the names of their time."""
    wrong = {
        f"{name}: {called}"
        for name, path in modules().items()
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for called in (getattr(node, field, None) for field in ("id", "attr", "arg", "name", "asname"))
        if isinstance(called, str) and "told" in called.lower()
    }
    assert wrong == set()


def test_no_docstring_begins_with_nothing() -> None:
    roots = [ROOT / "manage.py", *(ROOT / folder for folder in (*PACKAGES, "tests", ".ci"))]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py"))]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    wrong = [
        f"{path.relative_to(ROOT)}: {text.splitlines()[0]}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, documented)
        for text in [ast.get_docstring(node) or ""]
        if text.startswith("Nothing;")
    ]
    assert wrong == []


def test_only_the_ledger_writes_claims_figures_and_events() -> None:
    models = "Claim|ClaimRelation|Evidence|Review|Figure|FigureRevision|Event|IncidentMerge|Redaction"
    verbs = "create|bulk_create|bulk_update|update|delete|append|get_or_create|update_or_create"
    writes = re.compile(rf"\b({models})\.objects[\w.()=\"', ]*\.({verbs})\(")
    builds = re.compile(rf"\b({models})\(\s*(incident|claim|figure|sequence)=")  # unsaved, to be shown
    saves = re.compile(r"\.(save|bulk_create)\(")
    allowed = ("incidents.ledger", "incidents.models", "incidents.webhooks.endpoints")
    wrong = []
    for module, path in modules().items():
        text = path.read_text(encoding="utf-8")
        if any(within(module, part) for part in allowed):
            continue
        wrong += [f"{module}: {match.group(0)}" for match in writes.finditer(text)]
        if saves.search(text):
            wrong += [f"{module}: {match.group(0)}" for match in builds.finditer(text)]
    assert wrong == []


# Where texts are opened: the steps up to `extract`, and the way from there into the sandbox.
OPENS_TEXTS = ("sources.pipeline.intake", "sources.pipeline.extract")
# Of what is no text of a version, and of one question that the database answers.
NOT_OPENED = {
    ("sources.pipeline.match.profiles", "row.text"),  # a mention's number, as printed
    ("sources.pipeline.record.claims", "mention.text"),  # the same
    (
        "sources.pipeline.match.rematching",
        "versions__text__icontains",
    ),  # which articles have a name, without reading any
}


def test_no_step_after_extract_opens_a_text() -> None:
    """They go by what was kept of it (`KeptReading`). A quote is cut out by the model (`quote_in`), to be stored."""
    found = {
        (module, words)
        for module, path in modules().items()
        if within(module, "sources.pipeline") and not any(within(module, part) for part in OPENS_TEXTS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for words in [_opening(node)]
        if words
    }
    assert found == NOT_OPENED


def _opening(node: ast.AST) -> str:
    """The words of the code that gets at the text of a version or of a reading; empty for other code."""
    if isinstance(node, ast.Attribute) and node.attr in {"text", "words_in"}:
        return ast.unparse(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"words", "quote"}:
        return ast.unparse(node.func)
    asked = (node.arg or "") if isinstance(node, ast.keyword) else getattr(node, "value", "")
    is_asked = isinstance(asked, str) and re.fullmatch(r"(?:\w+__)+text(?:__\w+)?|text__\w+", asked)
    return asked if is_asked else ""


def test_only_redactions_rewrite_events() -> None:
    rewrites = re.compile(
        r"\.rewrite\b|\bEvent\.objects[\w.()=\"', ]*\.(update|bulk_update|delete)\(|\bevents?\.save\("
    )
    of_nothing_else = re.compile(r"\bRedaction\b.*\.(update|bulk_update|delete|save)\(")
    found = {
        module: [match.group(0) for match in (*rewrites.finditer(text), *of_nothing_else.finditer(text))]
        for module, path in modules().items()
        if "migrations" not in module.split(".")
        for text in [path.read_text(encoding="utf-8")]
    }
    assert {module for module, matches in found.items() if matches} == {
        "incidents.ledger.places",  # lists what a redaction changes
        "incidents.ledger.redacting",
    }


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "misc", "util", "helper"}
    assert [module for module in modules() if module.rpartition(".")[2] in empty] == []


def test_the_top_level_is_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # an unpacked archive has no index
        names = {path.name for path in ROOT.iterdir()} - {"var", "staticfiles", "__pycache__"}
    else:
        names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL
