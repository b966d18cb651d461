"""The head's signature is judged before the page's unit of work: a slow service must not hold it open."""

from uuid import UUID

from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.uploads import LARGEST_SIGNATURE, signature_of
from zholdama.ledger.work import Login, work
from zholdama.providers import queries as providers
from zholdama.referrals import deciding
from zholdama.refusals import Refused
from zholdama.signatures.judgement import Judgement


def before_the_work(request: Request, application_id: UUID) -> Judgement | None:
    """What the port says of the file that was sent; None where there is nothing to judge: the act says why not."""
    actor, file = request.actor, request.FILES.get("signature")
    if request.method != "POST" or actor is None or actor.role is not Role.HEAD or actor.provider_id is None:
        return None
    if file is None or not file.size or file.size > LARGEST_SIGNATURE:
        return None
    try:
        with work(login=Login.STAFF, by=actor, at=request.at, provider=actor.provider_id):
            text = deciding.text_to_sign(application_id)
            bin_ = providers.provider(actor.provider_id).bin
    except Refused:
        return None
    signature = signature_of(file)
    file.seek(0)
    return deciding.judge(text=text, signature=signature, bin=bin_, at=request.at)
