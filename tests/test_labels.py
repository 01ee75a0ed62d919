"""Labels that are kept without their texts: in the words of their rules, and of the texts that they were made of."""

from pathlib import Path

from tests.bench.labels import packing

KINDS = {"incident", "unnamed", "follow_up", "round_up", "threat", "none"}
ROLES = {
    *("victim", "supplier", "product", "attacker", "authority", "finder", "press", "compared", "owner", "other"),
}
NUMBERS = {
    *("total", "part", "increment", "earlier", "other", "base", "statistic", "volume"),
    *("fine", "settlement", "ransom", "cost", "price", "not"),
}


def test_labels_are_told_in_the_words_of_their_rules() -> None:
    labels = packing.read(packing.PACKED)
    assert len({label["id"] for label in labels}) == len(labels) >= 300
    assert {label["kind"] for label in labels} <= KINDS
    assert {each["role"] for label in labels for each in label["organisations"]} <= ROLES
    assert {each["label"] for label in labels for each in label["numbers"]} <= NUMBERS
    rules = Path(packing.PACKED).with_name("README.md").read_text(encoding="utf-8")
    assert all(f"`{word}`" in rules for word in KINDS | ROLES | NUMBERS)


def test_labels_are_of_the_texts_that_stand_beside(shared_data: Path) -> None:
    del shared_data
    seen = 0
    for label, item in packing.unpacked():
        for each in (*label["organisations"], *label["numbers"]):
            assert item[each["field"]][each["start"] : each["end"]].strip()
        if label["headline"] is not None:
            assert label["numbers"][label["headline"]]["label"] == "total"
        seen += 1
    assert seen >= 300
