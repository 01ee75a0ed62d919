"""What a change of policy or of the extractor would move, before it does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Claim, Event, Evidence, Figure, Incident
from sources.demo import SLUG
from sources.models import ArticleVersion, Mention
from sources.pipeline.extract import mention_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> Incident:
    call_command("demo", "--here", verbosity=0)
    return Incident.objects.get(slug=SLUG)


Shadow = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def shadow(capsys: pytest.CaptureFixture[str]) -> Shadow:
    def run(*words: str) -> list[dict[str, Any]]:
        call_command("shadow", *words, verbosity=0)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def everything() -> list[Any]:
    return [
        sorted(model._default_manager.values_list(), key=str)
        for model in (Claim, Event, Evidence, Figure, Mention, ArticleVersion, Incident)
    ]


def test_another_policy_shows_what_it_would_move_and_moves_nothing(demo: Incident, shadow: Shadow) -> None:
    before = everything()
    moved = {(row["metric"], row["unit"]): row for row in shadow("--policy", "conservative")}
    assert moved["market_value_loss", "money"]["after"] == {
        "low": None,
        "best": None,
        "high": None,
        "status": "unknown",
    }
    assert moved["market_value_loss", "money"]["before"]["best"] == 6_500_000_000_000
    assert everything() == before


def test_the_policy_in_force_would_move_nothing(demo: Incident, shadow: Shadow) -> None:
    assert shadow("--policy", "default") == []


def test_the_extractor_that_read_everything_would_move_nothing(demo: Incident, shadow: Shadow) -> None:
    assert shadow("--extractor") == []


def test_another_extractor_shows_what_it_would_move_and_moves_nothing(
    demo: Incident, shadow: Shadow, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = mention_rows._row

    def reads_double(version: ArticleVersion, mention: Any, **values: Any) -> Mention:
        made = row(version, mention, **values)
        if made.unit == "people" and made.value == 87_000_000:
            made.value = made.high = 90_000_000
        return made

    monkeypatch.setattr("sources.extraction.VERSION", "999.0.0")
    monkeypatch.setattr(mention_rows, "_row", reads_double)
    before = everything()
    [move] = [row for row in shadow("--extractor") if row["unit"] == "people" and row["scope"]["kind"] == "total"]
    assert (move["incident"], move["before"]["best"], move["after"]["best"]) == (demo.reference, 87_000_000, 90_000_000)
    assert everything() == before


def test_one_incident_is_asked_about_by_its_slug(demo: Incident, shadow: Shadow) -> None:
    assert {row["incident"] for row in shadow("--policy", "maximum", "--incident", SLUG)} <= {demo.reference}


def test_an_incident_that_is_not_there_is_a_sentence_and_exit_code_2() -> None:
    with pytest.raises(CommandError, match="No incident has the reference or slug nowhere") as caught:
        call_command("shadow", "--policy", "latest", "--incident", "nowhere")
    assert caught.value.returncode == 2
