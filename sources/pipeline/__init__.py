"""The steps that take an article from its address or text to recorded claims.

| state     | step                                                      | next      |
| --------- | --------------------------------------------------------- | --------- |
| queued    | fetch and clean the page: a version, its story            | fetched   |
| fetched   | read the version: mentions, and what is kept of its text  | extracted |
| extracted | match: coverage, confirmed or suggested                   | matched   |
| matched   | record what confirmed coverage claims; figures move       | done      |

The first two open texts, in a child process with limits of time and memory (`sandboxed_opening`).

A step does its work outside of a transaction, and stores it in one short one that also moves the state. Doing a step
twice changes nothing. `leases` says who works on an article and when a failed step is tried again.
"""

from sources.pipeline.extract.reextraction import covering, outdated, reextract
from sources.pipeline.intake.polling import poll
from sources.pipeline.intake.submission import (
    EmptyText,
    ForeignPublisher,
    ForeignText,
    NoArticleText,
    Submission,
    UnusableUrl,
    submit_text,
    submit_url,
)
from sources.pipeline.intake.trust import is_trusted
from sources.pipeline.intake.vouching import accept_text, refuse_text
from sources.pipeline.match.coverage import confirm_coverage, link_coverage, reject_coverage
from sources.pipeline.runner import advance, finish, work_off

__all__ = [
    "EmptyText",
    "ForeignPublisher",
    "ForeignText",
    "NoArticleText",
    "Submission",
    "UnusableUrl",
    "accept_text",
    "advance",
    "confirm_coverage",
    "covering",
    "finish",
    "is_trusted",
    "link_coverage",
    "outdated",
    "poll",
    "reextract",
    "refuse_text",
    "reject_coverage",
    "submit_text",
    "submit_url",
    "work_off",
]
