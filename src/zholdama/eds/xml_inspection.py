"""What a signed XML document says about itself, in words, without judging it."""

from typing import Any

from zholdama.eds import inspection, xml_algorithms, xml_documents, xml_reader
from zholdama.eds.certificate import Certificate
from zholdama.eds.der import Malformed
from zholdama.eds.wsse import is_secured
from zholdama.eds.xml_algorithms import ENVELOPED
from zholdama.eds.xml_reader import FILE, Element, XmlRefused


def inspect(data: bytes) -> dict[str, Any] | None:
    """Root, what is signed, how, and the certificate; None when it is no XML that is read here.

    A document without a signature in form has a `problem`, a reason of `zholdama.eds.texts`, instead.
    """
    try:
        return xml_reader.read_and(data, FILE, _in_words)
    except XmlRefused:
        return None


def _in_words(root: Element) -> dict[str, Any]:
    kind = "WS-Security signature" if is_secured(root) else "XML signature"
    name = str(root.tag)
    try:
        found = xml_documents.find(root)
        certificate = inspection.certificate_in_words(Certificate.from_der(found.certificate))
    except XmlRefused as refused:
        return {"kind": "XML document", "root": name, "problem": refused.code, "detail": refused.detail}
    except Malformed as error:
        return {"kind": "XML document", "root": name, "problem": "certificate.form", "detail": str(error)}
    signature = found.signature
    algorithm = xml_algorithms.of_uris(signature.signature_uri, signature.digest_uri)
    return {
        "kind": kind,
        "root": name,
        "reference": signature.reference or "the whole document",
        "signed": f"{found.element.tag}, {len(found.content)} bytes in canonical form",
        "transforms": [*([ENVELOPED] if signature.enveloped else []), signature.method.uri],
        "prefixes": list(signature.method.prefixes),
        "algorithm": algorithm.name if algorithm else "not accepted",
        "signature_method": signature.signature_uri,
        "digest_method": signature.digest_uri,
        "certificate": certificate,
    }
