"""What the desk's and the employers' pages of places share: rows of the table, lines of a report, files to download."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from zholdama.opportunities import job_posting, place_files, vocabulary
from zholdama.opportunities.importing import Report
from zholdama.opportunities.organisation_queries import PAGE, After, PlaceRow
from zholdama.opportunities.place_columns import COLUMNS
from zholdama.opportunities.rules import REMIND_AFTER_DAYS, latest_validity
from zholdama.passport import edition as editions


def rows_of(places: Iterable[PlaceRow], *, language: str, on: date) -> list[dict[str, Any]]:
    """Places for the table `opportunities/places_table.html`."""
    edition = editions.current()
    warn_below = latest_validity(on).toordinal() - on.toordinal() - REMIND_AFTER_DAYS[0]
    return [
        {
            "id": one.id,
            "title": one.title(language),
            "organisation": one.offer.organisation,
            "measure": edition.measure(one.offer.measure).name.in_language(language),
            "total": one.offer.total,
            "free": one.free,
            "valid_until": one.offer.valid_until,
            "days_left": max(0, one.days_left(on)),
            "soon": one.days_left(on) <= warn_below,
            "past": one.offer.valid_until < on,
            "ended": one.ended_at is not None,
            "end_reason": end_word(one.end_reason, language),
            "may_renew": one.ended_at is None or one.end_reason == "stale",
        }
        for one in places
    ]


def after(asked: Mapping[str, str]) -> After | None:
    """Where the page before ended, by the address; one that was typed wrong begins at the beginning."""
    try:
        at, place_id = datetime.fromisoformat(asked["at"]), UUID(asked["after"])
    except (KeyError, ValueError):
        return None
    return (at, place_id) if at.tzinfo is not None else None


def next_page(shown: Sequence[PlaceRow], more: str = "") -> str:
    """The address of the page that follows a full one, empty behind the last; `more` goes along."""
    if len(shown) < PAGE:
        return ""
    at = shown[-1].created_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"?at={at}&after={shown[-1].id}{more}"


def end_word(reason: str, language: str) -> str:
    """Why a place is offered no more, in words."""
    return vocabulary.END_REASONS[reason].in_language(language) if reason in vocabulary.END_REASONS else ""


def end_reasons(language: str) -> list[tuple[str, str]]:
    """The reasons a person may give for ending a place."""
    words = vocabulary.END_REASONS.items()
    return [(name, text.in_language(language)) for name, text in words if name != "stale"]


def report_of(report: Report, language: str) -> dict[str, Any]:
    """A report for `opportunities/file_report.html`."""
    lines = [
        {"line": one.line, "column": one.column_name(language), "reason": one.refused.words(language)}
        for one in report.shown
    ]
    return {
        "rows": report.rows, "bad_rows": report.bad_rows, "lines": lines,
        "more": len(report.problems) - len(lines), "good": not report.problems,
    }  # fmt: skip


def sample(language: str) -> bytes:
    """An empty table with the columns' names."""
    return place_files.as_csv((), edition=editions.current(), language=language)


def table(places: Iterable[PlaceRow], language: str) -> bytes:
    """The places that are on offer, as CSV."""
    offers = [one.offer for one in places if one.ended_at is None]
    return place_files.as_csv(offers, edition=editions.current(), language=language)


def postings(places: Iterable[PlaceRow]) -> bytes:
    """The places that are on offer, as schema.org JobPosting in JSON-LD."""
    document = job_posting.document((one.id, one.offer) for one in places if one.ended_at is None)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def columns(language: str) -> list[str]:
    """The columns' names, for the hint beside the upload."""
    return [one.in_language(language) for one in COLUMNS.values()]
