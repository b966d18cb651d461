"""The rules the passport itself keeps: who serves whom, by which channel, on which documents, how it ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.passport.shapes import Channel, Edition, ProviderKind, ResultForm, ResultKind


class NotAdmitted(ValueError):
    """The passport does not admit it; `clause` says which clause, `code` is a stable word for messages."""

    def __init__(self, *, clause: Clause, code: str, detail: str) -> None:
        super().__init__(f"{clause}: {detail}")
        self.clause = clause
        self.code = code


@keeps(Clause.P2)
def admitted_provider(*, kind: str, edition: Edition) -> ProviderKind:
    """The kind of local executive body, when P2 admits it.

    `kind`: an id of `edition.provider_kinds`. Raises `NotAdmitted("provider_kind")` for any other body.
    """
    for admitted in edition.provider_kinds:
        if admitted.id == kind:
            return admitted
    raise NotAdmitted(
        clause=Clause.P2, code="provider_kind", detail=f"{kind!r} is no provider of this service"
    )


@keeps(Clause.P3_1, Clause.P3_2)
def admitted_channel(*, channel: str, edition: Edition) -> Channel:
    """The channel of that id: "provider" (P3.1) or "portal" (P3.2); the result goes back the same way.

    Raises `NotAdmitted("channel")` for any other way, such as a front office the passport does not name.
    """
    for admitted in edition.channels:
        if admitted.id == channel:
            return admitted
    raise NotAdmitted(clause=Clause.P3_1, code="channel", detail=f"{channel!r} is no way to apply")


@keeps(Clause.P4)
def recipient_is_natural_person(*, identifier: str | None) -> bool:
    """Whether the recipient's 12-digit number may be a person's, and is not an organisation's.

    Digits 5 and 6 of an IIN are a day of birth (01 to 31), digit 5 of a BIN is a kind (4 to 6), so the two
    never meet. None stands for a person without a number. A text that is not 12 digits is nobody's number:
    False. Whether an IIN is right in itself is not asked here.
    """
    if identifier is None:
        return True
    is_number = len(identifier) == 12 and identifier.isascii() and identifier.isdigit()
    return is_number and identifier[4] in "0123"


@keeps(Clause.P7)
def admitted_forms(*, asked: Iterable[str], edition: Edition) -> tuple[ResultForm, ...]:
    """The forms in which the result is given: electronic, paper, or both (P7), in the edition's order.

    Raises `NotAdmitted("result_form")` when none is asked for, or one that the edition does not have.
    """
    wanted = set(asked)
    forms = tuple(form for form in edition.forms if form.id in wanted)
    strange = wanted - {form.id for form in forms}
    if strange or not forms:
        detail = f"{sorted(strange)} is no form of the result" if strange else "the result needs a form"
        raise NotAdmitted(clause=Clause.P7, code="result_form", detail=detail)
    return forms


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsAnswer:
    """Whether the documents of P9.1 are there; `missing` names the clauses that are not yet met."""

    complete: bool
    missing: tuple[Clause, ...]


@keeps(Clause.P9_1A, Clause.P9_1B)
def documents_complete(
    *,
    identity_kind: str | None,
    is_kandas: bool,
    has_kandas_certificate: bool,
    repatriation_status: bool,
    edition: Edition,
) -> DocumentsAnswer:
    """Whether the person at the counter has shown what P9.1 asks for, and nothing more is asked.

    `identity_kind`: id of the shown document, None when none was shown; a status document identifies nobody
    (R10). `repatriation_status`: the gateway confirms the status, which replaces the certificate only where
    R10 says so.
    """
    proves_identity = {document.id for document in edition.documents if document.proves == "identity"}
    missing = []
    if identity_kind not in proves_identity:
        missing.append(Clause.P9_1A)
    status_replaces = edition.reading("R10").value is True and repatriation_status
    if is_kandas and not (has_kandas_certificate or status_replaces):
        missing.append(Clause.P9_1B)
    return DocumentsAnswer(complete=not missing, missing=tuple(missing))


@keeps(Clause.P10_1, Clause.P10_2, Clause.P10_3, Clause.P10_4, Clause.P10_5, Clause.P10_6)
def result_kind(*, measure: str, edition: Edition) -> ResultKind:
    """How a measure of P10 ends: "referral" (P10.1 to P10.5), or "guidance_record" (P10.6, R9).

    `measure`: an id of `edition.measures`. Raises `NotAdmitted("measure")` for anything else.
    """
    for known in edition.measures:
        if known.id == measure:
            return known.ends_in
    raise NotAdmitted(clause=Clause.P10, code="measure", detail=f"{measure!r} is no measure of this edition")
