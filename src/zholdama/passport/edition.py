"""The dated edition of the passport: the door to its figures, texts and readings."""

from functools import cache

from zholdama.passport.data_files import PassportDataError, read_data
from zholdama.passport.edition_files import edition_from, shipped_ids
from zholdama.passport.shapes import (
    Advice,
    Answers,
    Channel,
    Condition,
    DocumentKind,
    Edition,
    Figure,
    Hearing,
    Measure,
    OfficeHours,
    OrganisationCheck,
    ProviderKind,
    Reading,
    RefusalReason,
    ResultForm,
    Terms,
)

__all__ = [
    "CURRENT_ID",
    "Advice",
    "Answers",
    "Channel",
    "Condition",
    "DocumentKind",
    "Edition",
    "Figure",
    "Hearing",
    "Measure",
    "OfficeHours",
    "OrganisationCheck",
    "PassportDataError",
    "ProviderKind",
    "Reading",
    "RefusalReason",
    "ResultForm",
    "Terms",
    "UnknownEdition",
    "current",
    "load",
]

CURRENT_ID = "2015"


class UnknownEdition(LookupError):
    """No edition of that id is shipped."""


@cache
def load(edition_id: str) -> Edition:
    """The shipped edition of that id.

    Raises `UnknownEdition` for an id that is not shipped, `PassportDataError` when its data is not whole.
    """
    if edition_id not in shipped_ids():
        raise UnknownEdition(f"there is no edition {edition_id!r}; shipped are: {', '.join(shipped_ids())}")
    return edition_from(read_data(f"edition_{edition_id}.toml"))


def current() -> Edition:
    """The edition under which new cases are registered."""
    return load(CURRENT_ID)
