"""The documents say what is: whatever they name is there, and whatever they have to name they name.

How figures follow from claims, with its worked examples, is compared in test_figures_page.py.
"""

import json
import re
import shutil
import subprocess
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import get_commands
from django.test import Client
from django.urls import Resolver404, resolve
from drf_spectacular.generators import SchemaGenerator

from incidents.api.webhook_bodies import EndpointBody
from incidents.webhooks import schedule
from incidents.webhooks.signing import headers, new_secret
from sources.models import ArticleState
from sources.pipeline import leases
from tests.pages import code, page, section, table
from tests.test_architecture import PACKAGES, ROOT, modules
from tracker.foundation import env
from tracker.foundation.rest.configuration import SPECTACULAR_SETTINGS
from tracker.health import VIEWS

PLACES = ("*.md", "docs/*.md", "incidents/webhooks/docs/*.md", "tests/clients/*.md")
DOCUMENTS = sorted(str(path.relative_to(ROOT)) for place in PLACES for path in ROOT.glob(place))
ALL = "\n".join(page(name) for name in DOCUMENTS)
API, OPERATIONS, WEBHOOKS = page("docs/api.md"), page("docs/operations.md"), page("docs/webhooks.md")
ARCHITECTURE = page("docs/architecture.md")
NO_SETTINGS = {"NAME", "NAME_FILE", "PATH", "TEST_DATABASE_URL", "ARGS", "INFO", "SCREENSHOTS", "OPTIONS"}
WORDS_OF_TIME = {"second": 1, "minute": 60, "hour": 3600}

Verifies = Callable[[str, dict[str, str], bytes], bool]
BODY = b'{"type": "figure.changed", "data": {"best": 87000000, "note": "\xc3\xa9"}}'


def seconds(words: str) -> int:
    number, unit = words.split()
    return int(number) * WORDS_OF_TIME[unit.removesuffix("s")]


def served() -> set[str]:
    """The addresses of the API, with a star for whatever stands in braces."""
    document: Any = SchemaGenerator(api_version=None).get_schema(request=None, public=True)
    return {re.sub(r"\{\w+\}", "*", path) for path in document["paths"]}


def named_addresses(text: str) -> set[str]:
    return {re.sub(r"\{\w+\}", "*", address) for address in re.findall(r"`(/api/v1/[^`?]+)[^`]*`", text)}


def anchors(text: str) -> set[str]:
    """The names of the headings in links, as GitHub makes them."""
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    made: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#+ (.+)$", plain, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{name}-{made[name]}" if made[name] else name)
        made[name] += 1
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading(document: str) -> None:
    plain = re.sub(r"^```.*?^```$", "", page(document), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", plain):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / document).parent / name if name else ROOT / document
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


def test_the_readme_leads_to_every_page() -> None:
    for path in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{path.name})" in page("README.md"), path.name


def test_the_targets_are_those_of_the_makefile() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    listed = {name.removeprefix("make ") for name in table(section("CONTRIBUTING.md", "Commands"))}
    assert listed == made
    assert set(re.findall(r"(?:^|`|PORT=\d+ )make ([a-z-]+)", ALL, re.MULTILINE)) <= made


def test_every_command_of_ours_is_named_and_none_that_is_not_there() -> None:
    known = get_commands()
    ours = {name for name, app in known.items() if str(app).startswith(PACKAGES)}
    assert set(table(section("docs/operations.md", "Commands"))) == ours
    assert set(re.findall(r"manage\.py ([a-z_]+)", ALL)) <= known.keys()


def test_every_record_is_named() -> None:
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith(PACKAGES)]
    models = {model.__name__ for label in labels for model in apps.get_app_config(label).get_models()}
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", section("docs/data-model.md", "Records")))
    assert named == {name for name in models if not name.startswith("Historical")}


def test_the_addresses_are_served_and_every_one_is_named() -> None:
    assert named_addresses(ALL) <= served()
    assert {path for path in served() if not path.startswith("/api/v1/webhooks/")} <= named_addresses(API)
    assert {path for path in served() if "*" not in path} <= named_addresses(API)


def test_the_other_addresses_are_served_too() -> None:
    named = set(re.findall(r"`(/(?:api/(?!v1)|healthz|readyz|metrics)[^`]*)`", ALL))
    assert len(named) > 5
    for address in named - VIEWS.keys():
        try:
            view = resolve(re.sub(r"\{\w+\}", "figure.changed", address)).func
        except Resolver404:
            pytest.fail(f"{address} leads nowhere")
        assert getattr(view, "view_class", view).__name__ != "Nowhere", address


def test_the_settings_are_those_of_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    expected = {}
    for name, value in re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE):
        expected[name] = f"`{value}`" if value else "none"
    shown = {name: row[1] for name, row in table(page("docs/settings.md")).items()}
    needed = {name for name, value in shown.items() if value == "needed"}
    assert needed == {"SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL"}
    assert shown == expected | dict.fromkeys(needed, "needed")


def test_no_setting_is_named_that_is_not_there() -> None:
    known = {knob.name for knob in env.declared()} | NO_SETTINGS
    assert set(re.findall(r"`([A-Z]{2,}(?:_[A-Z]+)*)(?:=[^`]*)?`", ALL)) <= known


@pytest.mark.django_db
def test_no_file_module_or_permission_is_named_that_is_not_there() -> None:
    permissions = {f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.all()}
    for name in re.findall(r"`((?:tracker|incidents|sources|tests|system)[/.][\w/.]+?)/?`", ALL):
        if "/" in name:
            assert (ROOT / name).exists() or (ROOT / "tests" / name).exists(), name
        else:
            assert name in permissions or name in modules(), name
    for name in re.findall(r"`(test_\w+\.py)`", ALL):
        assert list((ROOT / "tests").rglob(name)), name


@pytest.mark.django_db
def test_every_metric_of_operations_is_told(settings: Any) -> None:
    settings.METRICS_TOKEN = "m" * 20
    metrics = Client().get("/metrics", headers={"Authorization": "Bearer " + "m" * 20}).content.decode()
    named = set(re.findall(r"`(tracker_\w+)`", OPERATIONS))
    assert len(named) > 5
    assert {name for name in named if not re.search(rf"\b{name}\b", metrics)} == set()


def test_the_floors_are_those_that_are_held() -> None:
    [floors] = [block for block in code("", section("docs/architecture.md", "Direction of imports")) if " | " in block]
    shown: dict[str, list[str]] = {}
    package = ""
    for line in floors.splitlines():
        package, floor = line[:20].strip() or package, line[20:].strip()
        shown.setdefault(package, []).append(floor)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert shown == {each["containers"][0]: each["layers"] for each in contracts if "containers" in each}


FLOOR = ("entered_values", "figure_plot", "logistic_model", "names", "populations", "rounding", "sectors", "vocabulary")


def test_every_folder_is_named() -> None:
    plain = {"management", "migrations", "static", "templates", "templatetags", "data", "samples"}
    roomy = ("sources/extraction", "sources/pipeline", "tracker/foundation")  # their rooms are named as well
    there = {
        str(path.relative_to(ROOT))
        for folder in (*PACKAGES, *roomy)
        for path in (ROOT / folder).iterdir()
        if path.is_dir() and path.name not in plain and any(path.glob("*.py"))
    }
    named = set(table(section("docs/architecture.md", "Folders")))
    assert named - there == {
        "tests",
        *(f"incidents/{name}.py" for name in FLOOR),
    }
    assert there <= named


def test_the_states_of_an_article_are_those_of_the_code() -> None:
    part = section("docs/architecture.md", "From an article to a webhook")
    assert [name for name in table(part) if name in set(ArticleState)] == list(ArticleState)
    waits = [seconds(words) for words in re.findall(r"^\| \d\w\w \| (\d+ \w+) \|$", part, re.MULTILINE)]
    assert waits == [wait.total_seconds() for wait in leases.WAITS]
    assert re.search(rf"^\| {len(waits) + 1}th \| none: given up \|$", part, re.MULTILINE)


def test_the_attempts_of_a_delivery_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (at once|\d+ \w+) \|$", WEBHOOKS, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, schedule.MAX_ATTEMPTS + 1))
    assert tuple(0 if words == "at once" else seconds(words) for _, words in rows) == schedule.DELAYS_SECONDS


def test_every_field_of_an_endpoint_is_named() -> None:
    fields = set(table(section("docs/webhooks.md", "What you choose")))
    assert fields == set(EndpointBody().fields) - {"url", "description", "api_version"}


def test_one_version_is_told_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    released = re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", page("CHANGELOG.md"), re.MULTILINE)
    assert released[0] == version
    assert SPECTACULAR_SETTINGS["VERSION"] == version


def signed(secret: str, moment: int) -> dict[str, str]:
    """Headers with a signature by another secret first, as while a secret rotates."""
    signatures = headers([new_secret(), secret], message_id="evt_1", timestamp=moment, body=BODY)
    return {name.lower(): value for name, value in signatures.items()}


def in_python(secret: str, received: dict[str, str], body: bytes) -> bool:
    [text] = code("python", WEBHOOKS)
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - it is ours
    try:
        names["verify"](secret, received, body)
    except ValueError as error:
        if not re.search("too old|does not fit", str(error)):
            raise
        return False
    return True


def in_javascript(secret: str, received: dict[str, str], body: bytes) -> bool:
    [text] = code("js", WEBHOOKS)
    call = f"verify({json.dumps(secret)}, {json.dumps(received)}, Buffer.from({json.dumps(list(body))}));"
    done = subprocess.run(["node", "-e", text + call], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0 or re.search("too old|does not fit", done.stderr), done.stderr
    return done.returncode == 0


# Node runs where it is at hand; Go is compared with the two by eye.
@pytest.mark.parametrize("verifies", [in_python, *([in_javascript] if shutil.which("node") else [])])
def test_the_code_verifies_what_we_sign_and_nothing_else(verifies: Verifies) -> None:
    secret, now = new_secret(), int(time.time())
    assert verifies(secret, signed(secret, now), BODY)
    assert not verifies(secret, signed(secret, now), BODY + b" ")
    assert not verifies(new_secret(), signed(secret, now), BODY)
    assert not verifies(secret, signed(secret, now - 400), BODY)
    assert not verifies(secret, signed(secret, now + 400), BODY)
    assert not verifies(secret, {**signed(secret, now), "webhook-id": "evt_2"}, BODY)
    assert not verifies(secret, {**signed(secret, now), "webhook-signature": "v1,\u00e9 v1"}, BODY)
