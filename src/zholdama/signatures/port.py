"""The port to signature checking: one call, and a verdict with everything it rests on.

The setting ZHOLDAMA_SIGNATURE_VERIFIER says who judges: `native` (the project's own verifier), `ncanode` (a service
around the certified library) or `both`, which must agree.
"""

from collections.abc import Callable
from datetime import datetime

from zholdama.eds.demands import Role
from zholdama.signatures import agreeing, native, ncanode
from zholdama.signatures.judgement import Judgement, Question

VERIFIERS: dict[str, Callable[[Question], Judgement]] = {
    native.NAME: native.judge,
    ncanode.NAME: ncanode.judge,
    agreeing.NAME: agreeing.judge,
}


def verify(
    signature: bytes,
    *,
    content: bytes,
    at: datetime,
    role: Role,
    iin: str | None = None,
    bin: str | None = None,
    asked_at: datetime | None = None,
) -> Judgement:
    """The judgement on a detached signature over exactly these bytes: valid, invalid or undetermined.

    `at` is when it was received, `role` "individual" for a citizen and "official" for a head or a person with the
    right to sign. `asked_at`: when it is asked about again; sources that were silent then are asked, too. Where
    sources are configured it has to be called before the unit of work is opened (RuntimeError inside one).
    """
    question = Question(
        signature=signature,
        content=content,
        at=at,
        role=role,
        iin=iin,
        bin=bin,
        asked_at=asked_at,
        insist=asked_at is not None,
    )
    return verifier()(question)


def verifier() -> Callable[[Question], Judgement]:
    """The verifier that the settings name; RuntimeError for a name that is none."""
    from django.conf import settings

    try:
        return VERIFIERS[settings.ZHOLDAMA_SIGNATURE_VERIFIER]
    except KeyError as error:
        raise RuntimeError(f"ZHOLDAMA_SIGNATURE_VERIFIER must be one of {', '.join(VERIFIERS)}") from error
