"""Moving an article on, step by step, as far as it goes."""

import math
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from incidents import ledger
from sources.extraction.pages.clean_page import UnreadablePage
from sources.models import Article, ArticleState
from sources.models.article import ArticleQuerySet
from sources.pipeline import leases
from sources.pipeline.deadline import StepOverran, within
from sources.pipeline.extract.kept_readings import is_up_to_date, strangers_to
from sources.pipeline.extract.mention_rows import read_version, store_mentions
from sources.pipeline.extract.reextraction import rematch
from sources.pipeline.extract.stage_mention_rows import read_stage_mentions, store_stage_mentions
from sources.pipeline.intake.fetch import Page, PageRefused, PageUnavailable, fetch_page
from sources.pipeline.intake.submission import take_page, take_up
from sources.pipeline.intake.versions import leave_story_of_another
from sources.pipeline.leases import Lease, LeaseLost
from sources.pipeline.match.candidate_incidents import open_candidate
from sources.pipeline.match.candidate_merging import merge_candidates
from sources.pipeline.match.coverage import hold_covered, store_proposals, unlink_items
from sources.pipeline.match.matching import match
from sources.pipeline.match.profiles import profiles_for, reading_of
from sources.pipeline.match.round_up_items import cover_items, only_suggested
from sources.pipeline.record.recording import record_article
from sources.pipeline.sandboxed_opening import open_page
from sources.pipeline.wakeups import wake
from sources.sandbox import TextKilled

log = structlog.get_logger(__name__)

TURN_SECONDS = 1.0  # an ordinary article is done in less; one that takes longer goes on behind the others
MOST_DEADLOCKS = 5  # in a row, of one step: each time another transaction came through
_DEADLOCK = "40P01"  # PostgreSQL's code for it, Appendix A of its manual
_A_HANDFUL = 20  # due rows looked at together, so that parallel workers seldom try to take the same one


def advance(article_id: int, *, turn_seconds: float | None = None) -> ArticleState | None:
    """The state that the article has come to; None when there was nothing to do or others do it.

    A step that fails is put off or given up by the table in `leases`, and the failure stands in the row. An article
    that has taken longer than `turn_seconds` after a step goes behind all others that are due.
    """
    end = math.inf if turn_seconds is None else time.monotonic() + turn_seconds
    lease = leases.take(article_id)
    if lease is None:
        return None
    was_suspect = bool(lease.kills)
    try:
        while (step := _STEPS.get(lease.state)) is not None:
            lease = _attempt(step, lease)
            if lease.state in _STEPS and time.monotonic() > end:
                leases.line_up(lease)
                wake(article_id)
                break
    except LeaseLost:
        _wake_suspect()  # this one, or the next
        return None
    if was_suspect:
        _wake_suspect()
    return lease.state


def finish(article_id: int) -> ArticleState | None:
    """Like `advance`, but try a suspect again at once: for callers that have no other articles waiting."""
    state = advance(article_id)
    if state is None and leases.suspects().filter(pk=article_id).due(timezone.now()).exists():
        return advance(article_id)
    return state


def work_off(seconds: float) -> int:
    """Move on whatever is due, oldest first and suspects last, until nothing is due or the time is up. Returns how many
    articles that were."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        moved = 0
        for pk in _next_due():
            moved += advance(pk, turn_seconds=TURN_SECONDS) is not None
            if time.monotonic() >= end:
                break
        count += moved
        if not moved:
            break
    return count


def _next_due() -> list[int]:
    """The ids of a handful of due articles, or of one suspect if nothing else is due."""
    due = Article.objects.due(timezone.now()).order_by("next_attempt_at", "pk").values_list("pk", flat=True)
    if not leases.may_fetch():
        due = due.exclude(state=ArticleState.QUEUED)
    return list(due.filter(leases.UNSUSPECTED)[:_A_HANDFUL]) or list(due[:1])


def _wake_suspect() -> None:
    """Tell a worker of the suspect that waits longest, behind whatever it has been told of already."""
    _wake_first(leases.suspects())


def _wake_page() -> None:
    """Tell a worker of the page that waits longest to be fetched: its own message may have found no room."""
    _wake_first(Article.objects.filter(leases.UNSUSPECTED, state=ArticleState.QUEUED))


def _wake_first(articles: ArticleQuerySet) -> None:
    waiting = articles.due(timezone.now()).order_by("next_attempt_at", "pk")
    first = waiting.values_list("pk", flat=True).first()
    if first is not None:
        wake(first)


def _attempt(step: Callable[[Lease], Lease], lease: Lease) -> Lease:
    """The lease in the state that the step led to. Raises LeaseLost, also when the step failed and was put off."""
    try:
        with within(leases.step_seconds()):
            return _past_deadlocks(step, lease)
    except LeaseLost:
        raise
    except (TextKilled, StepOverran) as error:
        log.warning("article_step_ended", article=lease.article_id, state=str(lease.state), reason=str(error))
        leases.suspect(lease, str(error))
        raise LeaseLost from error
    except PageRefused as error:
        leases.give_up(lease, str(error))
        raise LeaseLost from error
    except PageUnavailable as error:
        leases.put_off(lease, str(error), error.not_before)
        raise LeaseLost from error
    except UnreadablePage as error:
        leases.give_up(lease, f"The page cannot be read: {error}.")
        raise LeaseLost from error
    except Exception as error:
        log.exception("article_step_failed", article=lease.article_id, state=str(lease.state))
        leases.put_off(lease, f"{type(error).__name__}: {error}"[:2000])
        raise LeaseLost from error
    except BaseException:  # Ctrl-C, or the end of the process
        leases.release(lease)
        raise
    finally:
        if lease.state is ArticleState.QUEUED:
            _wake_page()


def _past_deadlocks(step: Callable[[Lease], Lease], lease: Lease) -> Lease:
    """The lease in the state that the step led to. When the database rolls the step back because two transactions
    waited for each other, begin it again at once."""
    for _ in range(MOST_DEADLOCKS - 1):
        try:
            return step(lease)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
                raise
            log.info("article_step_deadlocked", article=lease.article_id, state=str(lease.state))
    return step(lease)


def _fetch(lease: Lease) -> Lease:
    article = _article(lease)
    if not article.url.startswith("http"):
        return leases.move(lease, ArticleState.FETCHED)
    page = fetch_page(article.url, etag=article.etag, last_modified=article.last_modified)
    return _unchanged(lease) if page.unchanged else _take_in(lease, page)


def _unchanged(lease: Lease) -> Lease:
    """The lease after a 304 (not modified): what was read stands; if it was never read to the end, it is now."""
    return leases.move(lease, ArticleState.FETCHED)


def _take_in(lease: Lease, page: Page) -> Lease:
    found = open_page(page.body, url=page.url, content_type=page.content_type, quick=not lease.kills)
    with transaction.atomic():
        article = leases.held_article(lease)
        version = take_page(article, page, found)
        lease = leases.move(lease, ArticleState.FETCHED)
        if version is not None:
            take_up(article, version)
            Article.objects.filter(pk=article.pk).update(lease_until=lease.until, attempts=1)
    return lease


def _extract(lease: Lease) -> Lease:
    article = _article(lease)
    version = article.latest_version()
    if version is None:
        raise UnreadablePage("it has no text")
    read = read_version(article, version, strangers_to(article), quick=not lease.kills)
    steps = read_stage_mentions(article, version, quick=not lease.kills)
    with transaction.atomic():
        leases.hold(lease)
        store_mentions(version, read)
        store_stage_mentions(version, steps)
        rematch(leave_story_of_another(article, version))
        unread = "" if steps else read.unread or ""
        return leases.move(lease, ArticleState.EXTRACTED, unread=unread, read_in=read.read_in)


def _match(lease: Lease) -> Lease:
    article = _article(lease)
    version = article.latest_version()
    if version is None or not is_up_to_date(article, version):
        return leases.move(lease, ArticleState.FETCHED)
    reading = reading_of(article, version)
    proposals = match(
        reading,
        profiles_for(article, version, reading),
        confirm_threshold=settings.CONFIRM_THRESHOLD,
        suggest_threshold=settings.SUGGEST_THRESHOLD,
    )
    items = reading.kept.items
    with transaction.atomic(), ledger.gathered_events():
        leases.hold(lease)
        linked = hold_covered(article, proposals)
        left = unlink_items(article) if linked and not items else []
        left += store_proposals(article, only_suggested(proposals) if items else proposals, linked=linked)
        linked = linked or bool(proposals)
        if linked:
            merge_candidates(article, left)
        if items:
            unlink_items(article, cover_items(article, version, items))
        else:
            open_candidate(article, version, reading, proposals, linked=linked)
        return leases.move(lease, ArticleState.MATCHED)


def _record(lease: Lease) -> Lease:
    with transaction.atomic(), ledger.gathered_events():
        record_article(leases.held_article(lease))
        return leases.move(lease, ArticleState.DONE)


def _article(lease: Lease) -> Article:
    article = Article.objects.select_related("publisher").filter(pk=lease.article_id).first()
    if article is None:
        raise LeaseLost
    return article


_STEPS: dict[ArticleState, Callable[[Lease], Lease]] = {
    ArticleState.QUEUED: _fetch,
    ArticleState.FETCHED: _extract,
    ArticleState.EXTRACTED: _match,
    ArticleState.MATCHED: _record,
}
