"""Verify WS-Security over the body of a SOAP message, as the inter-agency bus sends it.

The signature covers the Body and nothing else: the Header, with whatever it says of times and senders, is
anybody's. A prefix that only stands inside a text (xsi:type) is covered only when PrefixList names it.
"""

from zholdama.eds import xml_checks, xml_signature_form
from zholdama.eds.demands import Demands
from zholdama.eds.xml_algorithms import EXC_C14N
from zholdama.eds.xml_checks import Found, SignedTree
from zholdama.eds.xml_reader import MESSAGE, Element, Limits, XmlRefused
from zholdama.eds.xml_signature_form import SIGNATURE, base64_of, check_bare, local_name

SOAP = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{_WSS}wssecurity-secext-1.0.xsd", f"{_WSS}wssecurity-utility-1.0.xsd"
X509 = f"{_WSS}x509-token-profile-1.0#X509v3"
BASE64 = f"{_WSS}soap-message-security-1.0#Base64Binary"
_SECURITY, _TOKEN = f"{{{WSSE}}}Security", f"{{{WSSE}}}BinarySecurityToken"
_WSU_ID, _XML_ID = f"{{{WSU}}}Id", "{http://www.w3.org/XML/1998/namespace}id"


def verify(
    data: bytes, demands: Demands, *, content: bytes | None = None, limits: Limits = MESSAGE
) -> SignedTree:
    """Judge a signed message; the element in the answer is the Body of its one Envelope.

    `content`: see `zholdama.eds.xml_checks.verify`. Raises ValueError for a naive `demands.at`.
    """
    return xml_checks.verify(data, demands, find, content=content, limits=limits)


def is_secured(root: Element) -> bool:
    """Whether this is a SOAP envelope with a Security header anywhere, in place or not."""
    namespace, _, name = str(root.tag)[1:].partition("}")
    return namespace in SOAP and name == "Envelope" and next(root.iter(_SECURITY), None) is not None


def find(root: Element) -> Found:
    """The signature of the Security header over the Body; raises XmlRefused. Changes the tree."""
    header, body = _envelope(root)
    security = _security(header)
    signature = xml_signature_form.read(security.find(SIGNATURE))
    if signature.enveloped or signature.method.uri != EXC_C14N:
        raise XmlRefused("xml.transform", "not the exclusive canonical form alone")
    _check_ids(root)
    _check_target(root, body, signature.reference)
    certificate = _certificate(root, security, signature.key_info)
    xml_checks.without_comments(root)
    return Found(signature, body, signature.content_of(body), certificate)


def _envelope(root: Element) -> tuple[Element, Element]:
    """Header and Body of an Envelope that has nothing else."""
    for namespace in SOAP:
        if root.tag == f"{{{namespace}}}Envelope":
            held = [each for each in root if isinstance(each.tag, str)]
            if [each.tag for each in held] == [f"{{{namespace}}}Header", f"{{{namespace}}}Body"]:
                return held[0], held[1]
            raise XmlRefused("xml.envelope", "not one Header and one Body")
    raise XmlRefused("xml.envelope", "not a SOAP envelope")


def _security(header: Element) -> Element:
    """The one Security header, which holds the header's one signature. Signatures in the Body are content."""
    held = list(header.iter(_SECURITY))
    signatures = list(header.iter(SIGNATURE))
    if len(held) != 1 or len(signatures) != 1:
        raise XmlRefused("xml.count", f"{len(held)} security headers, {len(signatures)} signatures")
    if held[0].getparent() is not header or signatures[0].getparent() is not held[0]:
        raise XmlRefused("xml.envelope", "the signature is not in the security header")
    return held[0]


def _check_ids(root: Element) -> None:
    """No two elements bear the same wsu:Id or xml:id."""
    seen: set[str] = set()
    for element in root.iter("*"):
        own = {element.get(name) for name in (_WSU_ID, _XML_ID)} - {None}
        if own & seen:
            raise XmlRefused("xml.id", "given twice")
        seen |= own


def _check_target(root: Element, body: Element, reference: str) -> None:
    """The reference names the Body that is processed, and nothing else answers to that name."""
    name = reference[1:]
    if reference[:1] != "#" or not name:
        raise XmlRefused("xml.reference", "not an element of this message")
    holders = [element for element in root.iter("*") if name in _ids(element).values()]
    if not holders:
        raise XmlRefused("xml.reference", "no element has this name")
    if len(holders) > 1:
        raise XmlRefused("xml.id", f"{len(holders)} elements have the name that was signed")
    if holders[0] is not body:
        raise XmlRefused("xml.wrapped", f"{local_name(holders[0])} is signed, not the Body of the message")
    if [key for key, value in _ids(body).items() if value == name] not in ([_WSU_ID], ["Id"]):
        raise XmlRefused("xml.reference", "the Body is not named by Id")


def _ids(element: Element) -> dict[str, str]:
    """Every attribute that some processor might take for an identifier."""
    return {
        str(key): str(value)
        for key, value in element.attrib.items()
        if str(key).rpartition("}")[2].lower() == "id"
    }


def _certificate(root: Element, security: Element, key_info: Element) -> bytes:
    """The certificate in the reference to the token, or in the token of this header it refers to."""
    holders = list(key_info)
    if [each.tag for each in holders] != [f"{{{WSSE}}}SecurityTokenReference"] or len(holders[0]) != 1:
        raise XmlRefused("xml.key")
    named = holders[0][0]
    if named.tag == f"{{{WSSE}}}KeyIdentifier":
        return _x509(named)
    if named.tag != f"{{{WSSE}}}Reference" or named.get("ValueType", X509) != X509:
        raise XmlRefused("xml.key")
    check_bare(named, {"URI", "ValueType"})
    wanted = named.get("URI", "")
    tokens = [each for each in security.findall(_TOKEN) if f"#{each.get(_WSU_ID, '')}" == wanted]
    answering = [each for each in root.iter("*") if wanted[1:] in _ids(each).values()]
    if len(tokens) != 1 or wanted == "#":
        raise XmlRefused("certificate.count", f"{len(tokens)} tokens have the name")
    if answering != tokens:
        raise XmlRefused("xml.id", "the token's name is given twice")
    return _x509(tokens[0])


def _x509(holder: Element) -> bytes:
    if holder.get("ValueType") != X509 or holder.get("EncodingType", BASE64) != BASE64:
        raise XmlRefused("xml.key", "not an X.509 certificate in base64")
    return base64_of(holder, {"ValueType", "EncodingType", _WSU_ID})
