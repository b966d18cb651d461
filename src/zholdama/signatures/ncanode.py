"""A service around the certified library behind the port: NCANode version 3, over HTTP at ZHOLDAMA_NCANODE.

It is asked whether signature, chain and revocation hold. Its yes alone is not enough: form, content, certificate's
use, role and numbers are compared here. Whatever it does not plainly say counts as not said.
"""

import base64
import json
from dataclasses import replace
from typing import Any

from zholdama.eds import cms
from zholdama.eds.trust import TrustStore
from zholdama.eds.verdict import Check, Signer, Verdict
from zholdama.signatures import fetching
from zholdama.signatures.fetching import Silent
from zholdama.signatures.judgement import Held, Judgement, Question, outcome

NAME = "ncanode"
CHECK = "ncanode"
OURS = frozenset(
    {"form", "content", "signers", "certificate", "signed_attributes", "digest", "ess", "key_usage", "policy"}
    | {"role", "iin", "bin", "signing_time"}
)
"""Checks of our own that stay beside the service's answer."""


def judge(question: Question) -> Judgement:
    """Our own checks first; only what passes them is shown to the service."""
    ours = _ours(question)
    if outcome(_own_checks(ours))[0] == "invalid":
        return _judgement(question, ours, (), Held(revocation="required", answered=False))
    answer, silent = _asked(question)
    judged = given(question, Held(revocation="required", answer=answer))
    return replace(judged, silent=(NAME,)) if silent else judged


def given(question: Question, held: Held) -> Judgement:
    """The judgement from an answer that is held: the same today and in years."""
    ours = _ours(question)
    if not held.answered:
        return _judgement(question, ours, (), held)
    iin = ours.signers[0].iin if ours.signers else ""
    return _judgement(question, ours, (_check(held.answer, iin),), held)


def _judgement(question: Question, ours: Verdict, said: tuple[Check, ...], held: Held) -> Judgement:
    checks = _own_checks(ours) + said
    verdict, reasons = outcome(checks)
    signers: tuple[Signer, ...] = ours.signers
    return Judgement(
        question=question,
        verdict=verdict,
        reasons=reasons,
        checks=checks,
        signers=signers,
        judged_at=question.at if signers else None,
        stamped_at=None,
        held=held,
        verifier=NAME,
    )


def _ours(question: Question) -> Verdict:
    return cms.verify(
        question.signature,
        content=question.content,
        at=question.at,
        store=TrustStore.from_certificates(()),
        role=question.role,
        iin=question.iin,
        bin=question.bin,
    )


def _own_checks(verdict: Verdict) -> tuple[Check, ...]:
    return tuple(one for one in verdict.checks if one.check in OURS)


def _asked(question: Question) -> tuple[bytes | None, bool]:
    """The service's answer, and whether it was silent."""
    from django.conf import settings

    body = {
        "cms": base64.b64encode(question.signature).decode(),
        "data": base64.b64encode(question.content).decode(),
        "revocationCheck": ["OCSP", "CRL"],
    }
    address = f"{settings.ZHOLDAMA_NCANODE.rstrip('/')}/cms/verify"
    try:
        return fetching.ask(address, json.dumps(body).encode(), kind="application/json"), False
    except Silent:
        return None, True


def _check(answer: bytes | None, iin: str) -> Check:
    """What the service says, as one check: good, bad, or not made with the reason."""
    if answer is None:
        return _not_made("ncanode.silent")
    try:
        told = json.loads(answer)
        valid, signers = told["valid"], told["signers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return _not_made("ncanode.form")
    if not isinstance(valid, bool) or not isinstance(signers, list):
        return _not_made("ncanode.form")
    leaves = [_leaf(each) for each in signers]
    words = [word for leaf in leaves for word in _revocations(leaf)]
    if any(word.get("revoked") is True for word in words):
        return Check(CHECK, "bad", "revoked", "revoked")
    if not valid:
        return Check(CHECK, "bad", "ncanode.refused", "ncanode.refused")
    if len(leaves) != 1 or str(_mapping(leaves[0].get("subject")).get("iin") or "") != iin:
        return _not_made("ncanode.form")
    if leaves[0].get("valid") is not True:
        return _not_made("ncanode.certificate")
    # The library behind the service has been seen to call "not revoked" what it could not check.
    if not any(word.get("revoked") is False and word.get("by") in {"OCSP", "CRL"} for word in words):
        return _not_made("ncanode.revocation")
    return Check(CHECK, "good", ", ".join(sorted({str(word.get("by")) for word in words})))


def _not_made(reason: str) -> Check:
    return Check(CHECK, "not_made", reason, reason)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _leaf(signer: Any) -> dict[str, Any]:
    """The signer's own certificate: the first of its chain."""
    held = _mapping(signer).get("certificates")
    return _mapping(held[0]) if isinstance(held, list) and held else {}


def _revocations(leaf: dict[str, Any]) -> list[dict[str, Any]]:
    held = leaf.get("revocations")
    return [_mapping(one) for one in held] if isinstance(held, list) else []
