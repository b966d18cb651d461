"""What is the same in every XML signature: read, find what is signed, check the bytes and the signer.

XML signatures carry no timestamp and no signing time here, and do not name their certificate in what is
signed: the chain is judged at the time of receipt.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from zholdama.eds import signature_checks, signer_checks, xml_algorithms, xml_reader
from zholdama.eds.certificate import Certificate
from zholdama.eds.demands import Demands, lists_read
from zholdama.eds.der import Malformed
from zholdama.eds.verdict import Findings, Signer, Verdict
from zholdama.eds.xml_reader import Element, Limits, XmlRefused
from zholdama.eds.xml_signature_form import XmlSignature


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A signature, the element it is over, that element's canonical bytes, and the certificate's DER."""

    signature: XmlSignature
    element: Element
    content: bytes = field(repr=False)
    certificate: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class SignedTree:
    """The verdict, and the very element that was verified: process this one, and nothing beside it.

    `element` is None when the verdict is invalid. It holds no comments and no signature over itself, and
    its canonical form is `verdict.content`. An undetermined verdict has its element, as a detached
    signature has its content: what it says may be looked at, not relied on.
    """

    verdict: Verdict
    element: Element | None


def verify(
    data: bytes,
    demands: Demands,
    find: Callable[[Element], Found],
    *,
    content: bytes | None,
    limits: Limits,
) -> SignedTree:
    """Judge a document in which `find` finds the one signature or raises XmlRefused.

    `content` is what must have been signed, compared byte for byte with the canonical form; None takes what
    is there. Raises ValueError for a naive `demands.at`; whatever is wrong with `data` is in the verdict.
    """
    if demands.at.tzinfo is None:
        raise ValueError("at= needs a time zone")
    findings = Findings()
    try:
        found = xml_reader.read_and(data, limits, find)
    except XmlRefused as refused:
        findings.bad("form", refused.code, refused.detail)
        return SignedTree(findings.verdict((), None, None), None)
    findings.good("form")
    findings.good("reference", f"{found.signature.reference or 'the whole document'}: {found.element.tag}")
    if content is not None and content != found.content:
        findings.bad("content", "content.mismatch")
    elif content is not None:
        findings.good("content")
    signers = _judge(findings, found, replace(demands, crls=lists_read(demands.crls)))
    verdict = findings.verdict(signers, demands.at if signers else None, found.content)
    return SignedTree(verdict, None if verdict.verdict == "invalid" else found.element)


def _judge(findings: Findings, found: Found, demands: Demands) -> tuple[Signer, ...]:
    signature = found.signature
    try:
        certificate = Certificate.from_der(found.certificate)
        findings.good("certificate")
        algorithm = signature_checks.fitting_algorithm(
            findings,
            xml_algorithms.of_uris(signature.signature_uri, signature.digest_uri),
            f"{signature.signature_uri} with {signature.digest_uri}"[:400],
            certificate,
            demands.profile,
        )
        if algorithm is not None:
            signature_checks.check_digest_value(findings, algorithm, found.content, signature.digest)
            signature_checks.check_signature(
                findings,
                algorithm,
                certificate,
                message=signature.signed_bytes,
                signature=signature.signature,
            )
        subject = signer_checks.check_signer(findings, certificate, demands)
    except Malformed as error:
        findings.bad("certificate", "certificate.form", str(error))
        return ()
    return (signer_checks.signer(certificate, subject, algorithm.name if algorithm else ""),)


def without_comments(root: Element) -> None:
    """Take the comments out, so that a text which one of them split reads whole afterwards."""
    etree.strip_tags(root, etree.Comment)


def taken_out(element: Element) -> None:
    """Take an element out of its parent and leave the text behind it where it is."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)
