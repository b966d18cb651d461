"""Documents of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.papers import models


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A document without its bytes."""

    id: UUID
    kind: str
    media_type: str
    created_at: datetime
    name: str


def papers_of(case_id: UUID) -> tuple[PaperCard, ...]:
    """The documents of a case that the open unit of work may see, oldest first."""
    rows = models.Paper.objects.filter(case_id=case_id).order_by("created_at", "kind")
    return tuple(
        PaperCard(*row) for row in rows.values_list("id", "kind", "media_type", "created_at", "name")
    )


def content(paper_id: UUID, *, case_id: UUID) -> tuple[str, str, bytes] | None:
    """(kind, media type, bytes), or None where there is none to be seen."""
    rows = models.Paper.objects.filter(id=paper_id, case_id=case_id)
    row = rows.values_list("kind", "media_type", "content").first()
    return (row[0], row[1], bytes(row[2])) if row else None


def newest(case_id: UUID, kind: str) -> tuple[UUID, bytes] | None:
    """The newest document of a kind."""
    rows = models.Paper.objects.filter(case_id=case_id, kind=kind).order_by("-created_at")
    row = rows.values_list("id", "content").first()
    return (row[0], bytes(row[1])) if row else None
