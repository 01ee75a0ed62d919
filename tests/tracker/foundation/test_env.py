from pathlib import Path

import pytest

from tracker.foundation import env
from tracker.foundation.env import SettingError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KNOB", "KNOB_FILE"):
        monkeypatch.delenv(name, raising=False)


READS = [
    ("text", {}, "  plain ", "plain"),
    ("boolean", {}, "1", True),
    ("boolean", {}, "Yes", True),
    ("boolean", {}, "off", False),
    ("integer", {}, "12", 12),
    ("integer", {"minimum": 1, "maximum": 3}, "3", 3),
    ("number", {}, "0.75", 0.75),
    ("seconds", {}, "2.5", 2.5),
    ("words", {}, "a, b c,", ("a", "b", "c")),
    ("integers", {"minimum": 1, "maximum": 9}, "1,2 3", (1, 2, 3)),
    ("choice", {"among": ["json", "console"]}, "json", "json"),
    ("rate", {}, "600/hour", "600/hour"),
    ("url", {"schemes": ["redis", "unix"]}, "unix:///run/redis.sock", "unix:///run/redis.sock"),
    ("secret", {}, "hush", "hush"),
]


@pytest.mark.parametrize(("kind", "options", "value", "expected"), READS)
def test_a_value_is_read_as_its_kind(kind, options, value, expected, monkeypatch):
    monkeypatch.setenv("KNOB", value)
    assert getattr(env, kind)("KNOB", **options) == expected


REFUSALS = [
    (
        "boolean",
        {},
        "maybe",
        'KNOB is wrong, "maybe" does not fit: set it to 1 or 0, true or false, yes or no, on or off.',
    ),
    ("integer", {}, "1.5", 'KNOB is wrong, "1.5" does not fit: set it to a whole number.'),
    ("integer", {"minimum": 1}, "0", 'KNOB is wrong, "0" does not fit: set it to a whole number at least 1.'),
    (
        "integer",
        {"minimum": 1, "maximum": 65535},
        "70000",
        'KNOB is wrong, "70000" does not fit: set it to a whole number at least 1 and at most 65535.',
    ),
    ("number", {"maximum": 1}, "nan", 'KNOB is wrong, "nan" does not fit: set it to a number at most 1.'),
    ("seconds", {}, "0", 'KNOB is wrong, "0" does not fit: set it to a number of seconds above 0.'),
    ("seconds", {}, "inf", 'KNOB is wrong, "inf" does not fit: set it to a number of seconds above 0.'),
    (
        "integers",
        {"minimum": 1, "maximum": 9},
        "1,99",
        'KNOB is wrong, "1,99" does not fit: set it to whole numbers, each at least 1 and at most 9.',
    ),
    ("choice", {"among": ["a", "b"]}, "c", 'KNOB is wrong, "c" does not fit: set it to a or b.'),
    (
        "rate",
        {},
        "6 per hour",
        'KNOB is wrong, "6 per hour" does not fit: set it to a whole number, a slash, and second, minute, hour or day.',
    ),
]


@pytest.mark.parametrize(("kind", "options", "value", "sentence"), REFUSALS)
def test_a_wrong_value_is_refused_with_what_to_set(kind, options, value, sentence, monkeypatch):
    monkeypatch.setenv("KNOB", value)
    with pytest.raises(SettingError) as refusal:
        getattr(env, kind)("KNOB", **options)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_name_not_set_or_empty_gives_the_default(value, monkeypatch):
    if value is not None:
        monkeypatch.setenv("KNOB", value)
    assert env.integer("KNOB", 7) == 7


def test_a_name_without_a_default_has_to_be_set():
    with pytest.raises(SettingError, match=r"^KNOB is not set: set it in the environment or in \.env\.$"):
        env.text("KNOB")


@pytest.mark.parametrize(("kind", "options"), [("url", {"schemes": ["postgres"]}), ("secret", {"minimum_length": 50})])
def test_a_secret_never_stands_in_an_error(kind, options, monkeypatch):
    monkeypatch.setenv("KNOB", "ftp://user:hunter2@host")
    with pytest.raises(SettingError) as refusal:
        getattr(env, kind)("KNOB", **options)
    assert "hunter2" not in str(refusal.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("KNOB_FILE", str(tmp_path / "key"))
    assert env.secret("KNOB") == "from the file"


def test_a_secret_in_a_file_is_checked_too(tmp_path: Path, monkeypatch):
    (tmp_path / "key").write_text("short")
    monkeypatch.setenv("KNOB_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingError, match="the contents of its file does not fit: set it to at least 50 characters"):
        env.secret("KNOB", minimum_length=50)


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KNOB_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingError, match=r"KNOB_FILE names a file that cannot be read \(FileNotFoundError\)"):
        env.secret("KNOB")


def test_a_secret_set_twice_is_refused(tmp_path: Path, monkeypatch):
    (tmp_path / "key").write_text("one")
    monkeypatch.setenv("KNOB", "two")
    monkeypatch.setenv("KNOB_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingError, match="Both KNOB and KNOB_FILE are set: keep one of them"):
        env.secret("KNOB")


def test_a_file_fills_in_what_the_environment_leaves_open(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KNOB", "from the environment")
    monkeypatch.setenv("KNOB_B", "")
    monkeypatch.delenv("KNOB_B")
    (tmp_path / ".env").write_text('# a comment\n\nKNOB=from the file\nexport KNOB_B="quoted"\n')
    env.read_file(tmp_path / ".env", required=True)
    assert (env.text("KNOB"), env.text("KNOB_B")) == ("from the environment", "quoted")


def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path):
    (tmp_path / ".env").write_text("A_KNOB_FOR_THIS_TEST=\nnonsense\n")
    with pytest.raises(SettingError, match=r"Line 2 of \.env is not NAME=value"):
        env.read_file(tmp_path / ".env", required=False)


def test_a_file_that_is_not_there_matters_only_when_it_was_named(tmp_path: Path):
    env.read_file(tmp_path / ".env", required=False)
    with pytest.raises(SettingError, match="which is not there"):
        env.read_file(tmp_path / ".env", required=True)


def test_every_knob_asked_for_is_known_afterwards():
    env.text("KNOB", "")
    assert "KNOB" in {knob.name for knob in env.declared()}


def test_a_setting_error_ends_the_process_with_its_sentence(capsys):
    with pytest.raises(SystemExit) as end, env.stop_on_setting_error():
        raise SettingError("Do this.")
    assert (end.value.code, capsys.readouterr().err) == (2, "Do this.\n")
