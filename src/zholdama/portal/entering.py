"""Who has come: the certificate says the IIN, the register says the rest."""

from datetime import datetime

from zholdama.eds.verdict import Signer
from zholdama.identity.actions import PersonFacts
from zholdama.identity.registry import RegistryAnswer, registry, trusted
from zholdama.refusals import Refused
from zholdama.signatures import port as signatures


def signer_of(signature: bytes, *, content: bytes, at: datetime) -> Signer:
    """The individual whose valid signature over exactly these bytes this is; raises Refused."""
    verdict = signatures.verify(signature, content=content, at=at, role="individual")
    if verdict.verdict == "undetermined":
        raise Refused("sign_in_not_checked", "signature")
    if verdict.verdict != "valid":
        raise Refused("signature_invalid", "signature", reasons=", ".join(verdict.reasons) or "signature")
    signer = verdict.signers[0]
    if not signer.iin:
        raise Refused("certificate_without_iin", "signature")
    return signer


def ask_register(signer: Signer, *, at: datetime) -> RegistryAnswer:
    """What the register says of the signer; an answer about somebody else counts as none."""
    return trusted(registry().person(iin=signer.iin, at=at), iin=signer.iin)


def facts_of(signer: Signer, answer: RegistryAnswer) -> PersonFacts:
    """Who it is: from the register, and from the certificate alone where the register has not answered."""
    if answer.state == "found":
        return PersonFacts.from_register(answer)
    return PersonFacts(
        iin=signer.iin,
        surname=signer.surname or signer.name,
        given_name=signer.given_name,
        patronymic=signer.patronymic,
        source="certificate",
    )
