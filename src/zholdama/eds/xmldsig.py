"""Verify an enveloped XML signature over a whole document (XML Signature 1.1, as NCALayer makes them).

One signature, one Reference with an empty URI, the enveloped transform and a canonical form. Timestamps and
XAdES properties are not supported: a signature that carries an Object is refused.
"""

from zholdama.eds import xml_checks, xml_signature_form
from zholdama.eds.demands import Demands
from zholdama.eds.xml_algorithms import DS
from zholdama.eds.xml_checks import Found, SignedTree
from zholdama.eds.xml_reader import FILE, Element, Limits, XmlRefused
from zholdama.eds.xml_signature_form import SIGNATURE, XmlSignature, base64_of, check_bare

_BESIDE = {f"{{{DS}}}{name}" for name in ("X509IssuerSerial", "X509SubjectName", "X509SKI")}


def verify(
    data: bytes, demands: Demands, *, content: bytes | None = None, limits: Limits = FILE
) -> SignedTree:
    """Judge a signed document; the tree in the answer is the document without its signature.

    `content`: see `zholdama.eds.xml_checks.verify`. Raises ValueError for a naive `demands.at`.
    """
    return xml_checks.verify(data, demands, find, content=content, limits=limits)


def find(root: Element) -> Found:
    """The one signature, wherever in the document it stands; raises XmlRefused. Changes the tree."""
    signatures = list(root.iter(SIGNATURE))
    if len(signatures) != 1:
        raise XmlRefused("xml.count", f"{len(signatures)} signatures")
    if signatures[0] is root:
        raise XmlRefused("xml.reference", "the signature is not inside what it signs")
    signature = xml_signature_form.read(signatures[0])
    if signature.reference != "":
        raise XmlRefused("xml.reference", "not the whole document")
    if not signature.enveloped:
        raise XmlRefused("xml.transform", "the enveloped transform is missing")
    certificate = _certificate(signature)
    xml_checks.without_comments(root)
    xml_checks.taken_out(signature.element)
    return Found(signature, root, signature.content_of(root), certificate)


def _certificate(signature: XmlSignature) -> bytes:
    held = list(signature.key_info)
    check_bare(signature.key_info, {"Id"})
    if [each.tag for each in held] != [f"{{{DS}}}X509Data"]:
        raise XmlRefused("xml.key")
    check_bare(held[0])
    certificates = held[0].findall(f"{{{DS}}}X509Certificate")
    if len(certificates) != 1:
        raise XmlRefused("certificate.count", f"{len(certificates)} certificates")
    if any(each.tag not in _BESIDE for each in held[0] if each is not certificates[0]):
        raise XmlRefused("xml.key")
    return base64_of(certificates[0])
