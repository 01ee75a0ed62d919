"""Each dependency says why it is there, is pinned, and is used."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.test_architecture import PACKAGES, ROOT

RUNTIME, CHECKS = ((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "tests/requirements.txt"))
PINNED = re.compile(r"([A-Za-z0-9_.-]+)==([\w.]+) +# \S.+")
# What no module of ours imports, and who does.
CALLED_BY_OTHERS = {
    "psycopg": "Django, for PostgreSQL",
    "psycopg-binary": "psycopg",
    "psycopg-pool": "Django, for DATABASE_POOL",
    "lxml_html_clean": "lxml, for trafilatura",
    "packaging": "kombu, for Redis",
    "MarkupSafe": "Werkzeug",
    "pytest-django": "pytest, as a plugin",
    "pytest-timeout": "pytest, as a plugin",
    "pytest-xdist": "pytest, as a plugin",
    "ruff": "make lint",
    "mypy": "make lint",
    "import-linter": "make lint",
    "django-stubs": "mypy",
    "djangorestframework-stubs": "mypy",
    "types-PyYAML": "mypy",
    "stix2-patterns": "stix2 and stix2-validator",
    "antlr4-python3-runtime": "stix2-patterns",
    "simplejson": "stix2 and stix2-validator",
    "cpe": "stix2-validator",
}
# What we import and a pinned package cannot do without, which therefore says which version.
BROUGHT_ALONG = {
    "asgiref": "Django",
    "charset-normalizer": "trafilatura",
    "kombu": "celery",
    "yarl": "aiohttp",
}


def named(part: str) -> list[str]:
    lines = [line for line in part.splitlines() if line.strip() and not line.startswith("#")]
    found = [PINNED.fullmatch(line) for line in lines]
    assert all(found), "each line: name==version  # why"
    return [match[1] for match in found if match]


def imported(folders: tuple[str, ...]) -> set[str]:
    """The top-level modules that the code of these folders imports, or names in a string, as settings do."""
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found.update(alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                    found.add(node.module.split(".")[0])
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value.split(".")[0])
    return found


def statements(folders: tuple[str, ...]) -> set[str]:
    """The top-level modules that import statements of these folders name."""
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found.update(alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                    found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {*PACKAGES, "tests"}


@pytest.mark.parametrize(
    ("part", "folders", "also"),
    [(RUNTIME, PACKAGES, "Procfile"), (CHECKS, (*PACKAGES, "tests"), "pyproject.toml")],
    ids=["runtime", "checks"],
)
def test_every_dependency_is_used(part: str, folders: tuple[str, ...], also: str) -> None:
    modules: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            modules.setdefault(distribution.lower().replace("_", "-"), set()).add(module)
    used, text = imported(folders), (ROOT / also).read_text(encoding="utf-8")
    idle = [
        name
        for name in named(part)
        if name not in CALLED_BY_OTHERS
        and not modules.get(name.lower().replace("_", "-"), {name}) & used
        and f"{name} " not in text
    ]
    assert idle == [], "drop these, or say who calls them"


def test_the_excuses_are_for_what_is_there() -> None:
    assert set(CALLED_BY_OTHERS) <= set(named(RUNTIME) + named(CHECKS))


@pytest.mark.parametrize(
    ("part", "folders"), [(RUNTIME, PACKAGES), (RUNTIME + CHECKS, (*PACKAGES, "tests"))], ids=["runtime", "checks"]
)
def test_whatever_is_imported_is_pinned_here(part: str, folders: tuple[str, ...]) -> None:
    """Not brought along by somebody else, who may stop to, and not found on this machine only."""
    pinned = {name.lower().replace("_", "-") for name in named(part)}
    brought = {
        module: {distribution.lower().replace("_", "-") for distribution in distributions}
        for module, distributions in packages_distributions().items()
    }
    loose = {
        module
        for module in statements(folders)
        if module in brought and not brought[module] & (pinned | BROUGHT_ALONG.keys())
    }
    assert loose == set()
