"""The README says what is: whatever it names is there, and whatever it has to name it names."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands
from drf_spectacular.generators import SchemaGenerator

from incidents.webhooks.signing import headers, new_secret
from tests.test_architecture import MAY_IMPORT, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
Verifies = Callable[[str, dict[str, str], bytes], bool]
OURS = ("tracker", "incidents", "sources")
BODY = b'{"type": "figure.changed", "data": {"best": 87000000, "note": "\xc3\xa9"}}'


def section(title: str) -> str:
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def code(language: str, part: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


def table(part: str) -> dict[str, list[str]]:
    """The cells of each row, by the words in backticks of its first one."""
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    return {name: row for row in rows for name in re.findall(r"`([^`]+)`", row[0])}


def test_its_targets_are_those_of_the_makefile() -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|[`\s])make ([a-z]+)", "\n".join(code("sh")) + README)) <= made


def test_it_names_every_command_of_ours_and_none_that_is_not_there() -> None:
    known = get_commands()
    ours = {name for name, app in known.items() if str(app).startswith(OURS)}
    assert set(table(section("Commands"))) == ours
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= known.keys()


def test_it_names_every_record() -> None:
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith(OURS)]
    models = {model.__name__ for label in labels for model in apps.get_app_config(label).get_models()}
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", section("The data model")))
    assert named == {name for name in models if not name.startswith("Historical")}


def test_its_addresses_are_served() -> None:
    document: Any = SchemaGenerator(api_version=None).get_schema(request=None, public=True)
    served = {re.sub(r"\{\w+\}", "*", path) for path in document["paths"]}
    part = section("The REST interface")
    for address in re.findall(r"`(/api/v1/[^`]+)`", part):
        assert re.sub(r"\{\w+\}", "*", address) in served, address
    lists = {path for path in served if "*" not in path}
    assert lists <= set(re.findall(r"`(/api/v1/[^`]+)`", part))


def test_its_settings_are_those_of_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    expected = {}
    for name, value in re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE):
        expected[name] = f"`{value}`" if value else "none"
    shown = {name: row[1] for name, row in table(section("Settings")).items()}
    needed = {name for name, value in shown.items() if value == "needed"}
    assert needed == {"SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL"}
    assert shown == expected | dict.fromkeys(needed, "needed")


def test_its_import_graph_is_the_one_that_is_held() -> None:
    [graph] = [block for block in code("", section("The house")) if "->" in block]
    shown = {}
    for line in graph.splitlines():
        part, _, to = line.partition("->")
        shown[part.strip()] = set() if "nothing" in to else {name.strip() for name in to.split(",")}
    assert shown == {part: set(others) - {part} for part, others in MAY_IMPORT.items()}


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def signed(secret: str, moment: int) -> dict[str, str]:
    """Headers with a signature by another secret first, as while a secret rotates."""
    signatures = headers([new_secret(), secret], message_id="evt_1", timestamp=moment, body=BODY)
    return {name.lower(): value for name, value in signatures.items()}


def in_python(secret: str, received: dict[str, str], body: bytes) -> bool:
    [text] = code("python")
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
    [text] = code("js")
    call = f"verify({json.dumps(secret)}, {json.dumps(received)}, Buffer.from({json.dumps(list(body))}));"
    done = subprocess.run(["node", "-e", text + call], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0 or re.search("too old|does not fit", done.stderr), done.stderr
    return done.returncode == 0


# Node runs where it is at hand; Go is compared with the two by eye.
@pytest.mark.parametrize("verifies", [in_python, *([in_javascript] if shutil.which("node") else [])])
def test_its_code_verifies_what_we_sign_and_nothing_else(
    verifies: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    secret, now = new_secret(), int(time.time())
    assert verifies(secret, signed(secret, now), BODY)
    assert not verifies(secret, signed(secret, now), BODY + b" ")
    assert not verifies(new_secret(), signed(secret, now), BODY)
    assert not verifies(secret, signed(secret, now - 400), BODY)
    assert not verifies(secret, signed(secret, now + 400), BODY)
    assert not verifies(secret, {**signed(secret, now), "webhook-id": "evt_2"}, BODY)
    assert not verifies(secret, {**signed(secret, now), "webhook-signature": "v1,\u00e9 v1"}, BODY)
