"""One random input, as it is made, kept and played again."""

import base64
import pickle
from dataclasses import dataclass
from typing import Any, TypeVar

from sources.sandbox import wire

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class FuzzedInput:
    """`about` is what comes with the bytes: a Content-Type; of a body, its method and address."""

    kind: str
    body: bytes
    about: str = ""

    def __len__(self) -> int:
        return len(self.body)

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "about": self.about, "body": base64.b64encode(self.body).decode("ascii")}


def from_json(kept: dict[str, Any]) -> FuzzedInput:
    """The input that was kept as this."""
    return FuzzedInput(kept["kind"], base64.b64decode(kept["body"]), kept["about"])


def plain_answer(answer: Answer) -> Answer:
    """The answer as it comes out of the sandbox. Raises Untrusted where it would not be believed."""
    came: Answer = wire.loads(pickle.dumps(answer, protocol=5))
    return came


def require(holds: bool, otherwise: str) -> None:
    """Raise AssertionError, also where Python is told to leave assertions out."""
    if not holds:
        raise AssertionError(otherwise)
