"""The project's own verifier behind the port, with what the sources of the settings say."""

from collections.abc import Sequence
from dataclasses import replace

from zholdama.eds import cms
from zholdama.eds.crl import Crl
from zholdama.eds.demands import Demands, Revocation
from zholdama.eds.der import Malformed
from zholdama.eds.ocsp import Answer
from zholdama.eds.profiles import CURRENT
from zholdama.eds.trust import TrustStore
from zholdama.signatures import lists, sources, trust
from zholdama.signatures.judgement import Held, Judgement, Question

NAME = "native"


def judge(question: Question) -> Judgement:
    """Judge with what is trusted and what can be asked here; without configured sources nothing is asked."""
    trusted = trust.installed()
    held = Held(revocation=demanded_revocation(), trust=trusted.fingerprints)
    crls: tuple[Crl, ...] = ()
    if sources.list_addresses():
        crls, references = lists.current()
        held = replace(held, lists=references)
    first = given(question, held, trusted.store, crls)
    if first.verdict == "invalid" or not (
        sources.addresses("ZHOLDAMA_OCSP") or sources.addresses("ZHOLDAMA_TSA")
    ):
        return first
    status = sources.ask_status(question.signature, trusted.store, insist=question.insist)
    # Asked once, at the receipt: a token of later proves less than the receipt itself.
    stamp = sources.ask_timestamp(question, trusted.store) if question.asked_at is None else sources.Told()
    held = replace(held, ocsp=status.content, nonce=status.nonce, timestamp=stamp.content)
    judged = given(question, held, trusted.store, crls)
    return replace(judged, silent=tuple(filter(None, (status.silent, stamp.silent))))


def demanded_revocation() -> Revocation:
    """The development authority goes without revocation only where nothing is there to ask, and never in production."""
    from django.conf import settings

    if settings.ZHOLDAMA_PRODUCTION or sources.answer_revocation():
        return "required"
    return "not_published_by_development_ca"


def given(question: Question, held: Held, store: TrustStore, crls: Sequence[Crl]) -> Judgement:
    """The judgement from what is held, and nothing else: the same today and in years."""
    answer, unreadable = _answer(held)
    verdict = cms.verify(
        question.signature,
        content=question.content,
        at=question.at,
        store=store,
        crls=crls,
        ocsp=answer if answer is not None else unreadable,
        role=question.role,
        iin=question.iin,
        bin=question.bin,
        revocation=held.revocation,
        asked_at=question.asked_at,
    )
    checks = verdict.checks
    stamped_at = verdict.signers[0].timestamp if verdict.signers else None
    if held.timestamp is not None:
        demands = Demands(
            question.at,
            store,
            crls,
            None,
            question.role,
            None,
            None,
            CURRENT,
            held.revocation,
            question.asked_at,
        )
        checks += tuple(sources.check_own_timestamp(question, held.timestamp, demands).checks)
    return Judgement(
        question=question,
        verdict=verdict.verdict,
        reasons=verdict.reasons,
        checks=checks,
        signers=verdict.signers,
        judged_at=verdict.at,
        stamped_at=stamped_at,
        held=held,
        verifier=NAME,
    )


def _answer(held: Held) -> tuple[Answer | None, bytes | None]:
    """The OCSP answer as it is to be read; the bytes instead where they cannot be, so that the check says so."""
    if held.ocsp is None:
        return None, None
    try:
        return Answer.from_der(held.ocsp, nonce=held.nonce, longest_age=sources.LIVE), None
    except Malformed:
        return None, held.ocsp
