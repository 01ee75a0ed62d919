"""Typed reading of the environment: every knob of the settings comes through one of these functions.

| function    | reads            | gives             |
| ----------- | ---------------- | ----------------- |
| `text`      | `NAME`           | str               |
| `secret`    | `NAME`, or the file that `NAME_FILE` names | str |
| `boolean`   | `1 0 true false yes no on off` | bool |
| `integer`   | `12`             | int               |
| `number`    | `0.75`           | float             |
| `seconds`   | `2.5`            | float, above 0    |
| `words`     | `a, b, c`        | tuple of str      |
| `integers`  | `80, 443`        | tuple of int      |
| `choice`    | one of some words | str              |
| `rate`      | `600/hour`       | str               |
| `url`       | `scheme://...`   | str               |

A name that is not set, or set to nothing, gives the default; without a default, or with a value that cannot be
read, they raise `SettingError`, whose sentence says what to do. `stop_on_setting_error()` turns that into this one
sentence on stderr and exit code 2.
"""

import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

TRUE: Final = frozenset({"1", "true", "yes", "on"})
FALSE: Final = frozenset({"0", "false", "no", "off"})


class SettingError(Exception):
    """A setting is missing or wrong; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Knob:
    """One name that the settings ask the environment for."""

    name: str
    kind: str
    required: bool


class Required:
    """The type of `REQUIRED`, the default that is none."""


Value = TypeVar("Value")

REQUIRED: Final = Required()
_declared: dict[str, Knob] = {}


def declared() -> tuple[Knob, ...]:
    """Every knob asked for so far in this process, by name: what `.env.example` has to list."""
    return tuple(_declared[name] for name in sorted(_declared))


@contextmanager
def stop_on_setting_error() -> Iterator[None]:
    """End the process on a `SettingError` inside, with its sentence on stderr and exit code 2."""
    try:
        yield
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None


def read_file(path: Path, *, required: bool) -> None:
    """Put the `NAME=value` lines of the file at `path` into the environment; names already set keep their values.

    Without the file nothing happens, unless it is `required`: then it raises `SettingError`.
    """
    if not path.exists():
        if required:
            raise SettingError(f"ENV_FILE names {path}, which is not there: correct it, or take it away.")
        return
    for line_number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        if not equals or not name.strip().isidentifier():
            raise SettingError(f"Line {line_number} of {path.name} is not NAME=value: correct it or put a # before it.")
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str | Required = REQUIRED) -> str:
    """The value of `name`, without surrounding blanks."""
    return _read(name, "text", default, str)


def secret(name: str, default: str | Required = REQUIRED, *, minimum_length: int = 1) -> str:
    """The value of `name`, or the contents of the file that `<name>_FILE` names."""

    def long_enough(value: str) -> str:
        if len(value) < minimum_length:
            raise ValueError(f"at least {minimum_length} characters")
        return value

    file_name = _value(f"{name}_FILE")
    if file_name is None:
        return _read(name, "secret", default, long_enough, hint=f", or {name}_FILE to a file that holds it")
    _declared[name] = Knob(name, "secret", isinstance(default, Required))
    if _value(name) is not None:
        raise SettingError(f"Both {name} and {name}_FILE are set: keep one of them.")
    try:
        value = Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{name}_FILE names a file that cannot be read ({error.__class__.__name__}): make it readable."
        ) from None
    return _parsed(name, value, long_enough, shown="the contents of its file")


def boolean(name: str, default: bool | Required = REQUIRED) -> bool:
    """Whether `name` is switched on."""

    def parse(value: str) -> bool:
        if value.lower() in TRUE:
            return True
        if value.lower() in FALSE:
            return False
        raise ValueError("1 or 0, true or false, yes or no, on or off")

    return _read(name, "boolean", default, parse)


def integer(
    name: str, default: int | Required = REQUIRED, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    """The whole number in `name`, within `minimum` and `maximum`."""

    def parse(value: str) -> int:
        return int(_within(_digits(value), minimum, maximum, "a whole number"))

    return _read(name, "integer", default, parse)


def number(
    name: str, default: float | Required = REQUIRED, *, minimum: float | None = None, maximum: float | None = None
) -> float:
    """The decimal number in `name`, within `minimum` and `maximum`."""

    def parse(value: str) -> float:
        return _within(_decimal(value), minimum, maximum, "a number")

    return _read(name, "number", default, parse)


def seconds(name: str, default: float | Required = REQUIRED) -> float:
    """The duration in `name`, in seconds, above zero."""

    def parse(value: str) -> float:
        duration = _decimal(value)
        if not 0 < duration < math.inf:
            raise ValueError("a number of seconds above 0")
        return duration

    return _read(name, "seconds", default, parse)


def words(name: str, default: Iterable[str] | Required = REQUIRED) -> tuple[str, ...]:
    """The words in `name`, split at commas and blanks."""
    fallback = default if isinstance(default, Required) else tuple(default)
    return _read(name, "words", fallback, lambda value: tuple(value.replace(",", " ").split()))


def integers(name: str, default: Iterable[int] | Required = REQUIRED, *, minimum: int, maximum: int) -> tuple[int, ...]:
    """The whole numbers in `name`, split at commas and blanks, each within `minimum` and `maximum`."""

    def parse(value: str) -> tuple[int, ...]:
        numbers = (_digits(word) for word in value.replace(",", " ").split())
        return tuple(int(_within(each, minimum, maximum, "whole numbers, each")) for each in numbers)

    fallback = default if isinstance(default, Required) else tuple(default)
    return _read(name, "integers", fallback, parse)


def choice(name: str, default: str | Required = REQUIRED, *, among: Iterable[str]) -> str:
    """The word in `name`, which is one of `among`."""
    allowed = tuple(among)

    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError(" or ".join(allowed))
        return value

    return _read(name, "choice", default, parse)


def url(name: str, default: str | Required = REQUIRED, *, schemes: Iterable[str]) -> str:
    """The address in `name`, of one of `schemes`. Its value is never shown in an error: it may hold a password."""
    allowed = tuple(schemes)

    def parse(value: str) -> str:
        if urlsplit(value).scheme not in allowed or ":" not in value:
            raise ValueError("an address that begins with " + " or ".join(f"{scheme}:" for scheme in allowed))
        return value

    return _read(name, "url", default, parse, shown="its value")


def rate(name: str, default: str | Required = REQUIRED) -> str:
    """The rate in `name`: a whole number, a slash, and second, minute, hour or day."""

    def parse(value: str) -> str:
        count, _, period = value.partition("/")
        if not count.isdecimal() or period not in ("second", "minute", "hour", "day"):
            raise ValueError("a whole number, a slash, and second, minute, hour or day")
        return value

    return _read(name, "rate", default, parse)


def _value(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _digits(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("a whole number") from None


def _decimal(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise ValueError("a number") from None


def _within(value: float, minimum: float | None, maximum: float | None, what: str) -> float:
    if (minimum is not None and not value >= minimum) or (maximum is not None and not value <= maximum):
        bounds = [f"at least {minimum}"] if minimum is not None else []
        bounds += [f"at most {maximum}"] if maximum is not None else []
        raise ValueError(f"{what} {' and '.join(bounds)}")
    return value


def _read(
    name: str,
    kind: str,
    default: Value | Required,
    parse: Callable[[str], Value],
    *,
    hint: str = "",
    shown: str | None = None,
) -> Value:
    _declared[name] = Knob(name, kind, isinstance(default, Required))
    value = _value(name)
    if value is not None:
        return _parsed(name, value, parse, shown=shown or (f'"{value}"' if kind != "secret" else "its value"))
    if isinstance(default, Required):
        raise SettingError(f"{name} is not set: set it in the environment or in .env{hint}.")
    return default


def _parsed(name: str, value: str, parse: Callable[[str], Value], *, shown: str) -> Value:
    try:
        return parse(value)
    except ValueError as error:
        raise SettingError(f"{name} is wrong, {shown} does not fit: set it to {error}.") from None
