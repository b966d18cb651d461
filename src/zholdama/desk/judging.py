"""The head's signature is judged before the page's unit of work: a slow service must not hold it open."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.desk.forms import SignatureForm
from zholdama.ledger.work import Login, work
from zholdama.providers import queries as providers
from zholdama.referrals import correcting, deciding
from zholdama.refusals import Refused
from zholdama.signatures.judgement import Judgement


def before_the_work(request: Request, application_id: UUID) -> Judgement | None:
    """What the port says of the signature that was sent; None where there is nothing to judge: the act says why not."""
    return _sent(request, lambda: deciding.text_to_sign(application_id))


def before_the_correction(request: Request, correction_id: UUID) -> Judgement | None:
    """The same for a signature under a correction."""
    return _sent(request, lambda: correcting.text_to_sign(correction_id))


def _sent(request: Request, text: Callable[[], bytes]) -> Judgement | None:
    actor = request.actor
    if request.method != "POST" or actor is None or actor.role is not Role.HEAD or actor.provider_id is None:
        return None
    form = SignatureForm(data=request.POST, files=request.FILES)
    if not form.is_valid():
        return None
    signature = form.made()
    if (file := request.FILES.get("signature")) is not None:
        file.seek(0)
    return _judged(actor, text, signature, at=request.at)


def judged(actor: Actor, application_id: UUID, signature: bytes, *, at: datetime) -> Judgement | None:
    """What the port says of a signature under one decision; None where the decision awaits none."""
    return _judged(actor, lambda: deciding.text_to_sign(application_id), signature, at=at)


def _judged(actor: Actor, text: Callable[[], bytes], signature: bytes, *, at: datetime) -> Judgement | None:
    assert actor.provider_id is not None
    try:
        with work(login=Login.STAFF, by=actor, at=at, provider=actor.provider_id):
            content = text()
            bin_ = providers.provider(actor.provider_id).bin
    except Refused:
        return None
    return deciding.judge(text=content, signature=signature, bin=bin_, at=at)
