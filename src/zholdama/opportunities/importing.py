"""Taking in a file of places: a report for each row first, then all of it or nothing, once per key."""

import hashlib
from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid4

from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models, professions
from zholdama.opportunities.actions import lent, made_once, may_arrange, row_of, today
from zholdama.opportunities.place_columns import Problem, read_cells
from zholdama.opportunities.place_files import MOST_ROWS, NamedRow, PlaceFile, read
from zholdama.opportunities.rules import Offer, latest_validity, problems
from zholdama.passport import edition as editions
from zholdama.refusals import Refused

__all__ = ["MOST_ROWS", "Report", "judge", "take_in"]

MOST_PROBLEMS = 200
"""So many are shown; the report says how many there are."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file would bring: the offers of its good rows, and what is wrong with the others, by line."""

    rows: int
    offers: tuple[Offer, ...]
    problems: tuple[Problem, ...]

    @property
    def bad_rows(self) -> int:
        return len({one.line for one in self.problems})

    @property
    def shown(self) -> tuple[Problem, ...]:
        return self.problems[:MOST_PROBLEMS]


def judge(content: bytes, *, organisation_id: UUID | None) -> Report:
    """A dry run: every row read and checked, nothing stored.

    `organisation_id`: whose places they are; None where each row names the organisation by its number.
    Raises Refused for a file that cannot be read at all.
    """
    may_arrange(organisation_id)
    judge_ = _Judge(read(content), organisation_id)
    return judge_.report()


def take_in(content: bytes, *, organisation_id: UUID | None, key: UUID) -> int:
    """Store every place of the file; returns how many. The same key again stores nothing.

    Raises Refused: import_has_problems where a single row is bad.
    """
    may_arrange(organisation_id)
    done = models.PlaceImport.objects.filter(provider_id=tenant(), id=key).first()
    if done is not None:
        return done.places
    report = judge(content, organisation_id=organisation_id)
    if report.problems:
        raise Refused("import_has_problems", "file", rows=report.bad_rows)
    row = models.PlaceImport(
        id=key, provider_id=tenant(), organisation_id=organisation_id, sha256=hashlib.sha256(content).hexdigest(),
        places=report.rows, made_by=current().by.label, made_at=current().at,
    )  # fmt: skip
    if made_once(row.save, models.PlaceImport.objects.filter(provider_id=tenant(), id=key).exists):
        places = [row_of(offer, uuid4()) for offer in report.offers]
        models.Place.objects.bulk_create(places, batch_size=500)
        chain.append(
            "places_imported",
            case=organisation_id,
            facts={
                "places": [
                    asdict(offer) | {"id": one.id} for offer, one in zip(report.offers, places, strict=True)
                ]
            },
            public={"places": len(places), "file": row.sha256},
        )
    return report.rows


class _Judge:
    """Judges the rows of one file; what rows have in common is asked of the database once."""

    def __init__(self, file: PlaceFile, organisation_id: UUID | None) -> None:
        self.file, self.organisation_id = file, organisation_id
        self.edition, self.on = editions.current(), today()
        self.measures = frozenset(one.id for one in self.edition.measures)
        self.known_profession = professions.knower()
        rows = models.Organisation.objects.filter(provider_id=tenant())
        if organisation_id is not None:
            rows = rows.filter(id=organisation_id)
        else:
            rows = rows.filter(number__in={row.cells.get("organisation_bin", "") for row in file.rows})
        self.organisations = {row.number: row for row in rows}

    def report(self) -> Report:
        offers: list[Offer] = []
        found: list[Problem] = []
        for row in self.file.rows:
            offer, wrong = self._row(row)
            found += wrong
            offers += [offer] if offer is not None and not wrong else []
        if not self.file.rows:
            raise Refused("file_empty", "file")
        return Report(len(self.file.rows), tuple(offers), tuple(found))

    def _row(self, row: NamedRow) -> tuple[Offer | None, list[Problem]]:
        offer, wrong = read_cells(
            row.cells, line=row.line, edition=self.edition, default_until=latest_validity(self.on),
            serials=self.file.serials,
        )  # fmt: skip
        if "beyond" in row.cells:
            wrong = [*wrong, Problem(row.line, "", Refused("row_too_long"))]
        if offer is None:
            return None, wrong
        owner, refused = self._owner(row.cells.get("organisation_bin", ""))
        if refused is not None:
            wrong = [*wrong, Problem(row.line, "organisation_bin", refused)]
        if owner is not None:
            offer = lent(replace(offer, organisation_id=owner.id), owner)
        unsound = problems(offer, on=self.on, measures=self.measures, known_profession=self.known_profession)
        wrong += [
            Problem(row.line, one.field or "", one)
            for one in unsound
            if refused is None or one.field != "organisation_bin"
        ]
        return offer, wrong

    def _owner(self, number: str) -> tuple[models.Organisation | None, Refused | None]:
        """Whose place it is; an organisation that sends its own file need not write its number, and no other's."""
        if self.organisation_id is not None:
            own = next(iter(self.organisations.values()), None)
            if own is None:
                raise Refused("not_found")
            return (own, None) if number in ("", own.number) else (None, Refused("organisation_foreign"))
        if not number:
            return None, Refused("cell_missing")
        owner = self.organisations.get(number)
        return owner, None if owner else Refused("organisation_unknown", value=number[:12])
