"""Sums and steps of proceedings in words."""

from __future__ import annotations

from incidents.admin.numbers import number_words
from incidents.figures.assertion import Bucket
from incidents.models import Proceeding, Stage
from incidents.vocabulary import Metric, Unit


def money_words(amount_minor: int, currency: str) -> str:
    """`GBP 500,000` of minor units."""
    return number_words(amount_minor, Bucket(Metric.FINE, Unit.MONEY, currency))


def stage_words(stage: Stage) -> str:
    """`notice of intent, 10 July 2018: GBP 500,000`."""
    sum_words = f": {money_words(stage.amount_minor, stage.currency)}" if stage.amount_minor is not None else ""
    return f"{stage.get_kind_display()}{sum_words}"


def owed_words(proceeding: Proceeding) -> str:
    """What is owed by the latest effective stage; empty when nothing is. Reads the prefetched stages."""
    owed = proceeding.amount_owed()
    return money_words(*owed) if owed else ""
