"""Keeping bytes."""

import hashlib
from uuid import UUID, uuid4

from zholdama.ledger.work import current, tenant
from zholdama.papers import models
from zholdama.papers.intake import Scan


def keep(
    *, case_id: UUID, person_id: UUID | None, kind: str, media_type: str, content: bytes, name: str = ""
) -> UUID:
    """Keep a document of a case unchanged; returns its id."""
    paper = models.Paper.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        case_id=case_id,
        person_id=person_id,
        kind=kind,
        media_type=media_type,
        sha256=hashlib.sha256(content).digest(),
        content=content,
        name=name,
        created_at=current().at,
    )
    return paper.id


def keep_scan(scan: Scan, *, case_id: UUID, person_id: UUID | None, kind: str) -> UUID:
    """Keep a scan of a case as it was taken in; returns its id."""
    return keep(
        case_id=case_id,
        person_id=person_id,
        kind=kind,
        media_type=scan.media_type,
        content=scan.content,
        name=scan.name,
    )
