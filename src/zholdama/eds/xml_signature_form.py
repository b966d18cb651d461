"""The form of a ds:Signature: parsed strictly, judged elsewhere.

Whatever is not named here is refused: an Object, a Manifest, a second Reference, text or comments between
the parts. Nothing can be hidden in what is taken out of the document before it is processed.
"""

import base64
import binascii
from dataclasses import dataclass, field

from lxml import etree

from zholdama.eds.xml_algorithms import C14N, CANONICAL, DS, ENVELOPED, EXC_C14N, Method
from zholdama.eds.xml_canonical import canonical
from zholdama.eds.xml_reader import MESSAGE, Element, XmlRefused

SIGNATURE = f"{{{DS}}}Signature"
_INCLUSIVE_NAMESPACES = f"{{{EXC_C14N}}}InclusiveNamespaces"
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, eq=False)
class XmlSignature:
    """One signature over one reference. `signed_bytes` is the canonical SignedInfo in its document.

    `enveloped` says whether the signature itself is left out of what is signed; `method` is the canonical
    form of the signed element; `key_info` names the key in a way that each form of signature has its own.
    """

    element: Element
    signed_bytes: bytes = field(repr=False)
    signature_uri: str
    digest_uri: str
    reference: str
    enveloped: bool
    method: Method
    digest: bytes
    signature: bytes = field(repr=False)
    key_info: Element

    def content_of(self, element: Element) -> bytes:
        """The canonical bytes of the signed element, over which the digest is."""
        return canonical(element, self.method)


def read(element: Element) -> XmlSignature:
    """Parse a ds:Signature; raises XmlRefused."""
    if next(element.iter(etree.Comment), None) is not None:
        raise XmlRefused("xml.signature", "a comment inside")
    info, value, key_info = parts(element, ("SignedInfo", "SignatureValue", "KeyInfo"), {"Id"})
    references = info.findall(f"{{{DS}}}Reference")
    if len(references) != 1:
        raise XmlRefused("xml.reference", f"{len(references)} references")
    method, signing, reference = parts(
        info, ("CanonicalizationMethod", "SignatureMethod", "Reference"), {"Id"}
    )
    form = _method(method)
    parts(signing, (), {"Algorithm"})
    if "URI" not in reference.attrib or reference.find(f"{{{DS}}}Transforms") is None:
        code = "xml.transform" if "URI" in reference.attrib else "xml.reference"
        raise XmlRefused(code, "not named")
    transforms, digesting, digest = parts(
        reference, ("Transforms", "DigestMethod", "DigestValue"), {"Id", "URI"}
    )
    parts(digesting, (), {"Algorithm"})
    enveloped, content_form = _transforms(transforms)
    return XmlSignature(
        element=element,
        signed_bytes=canonical(info, form),
        signature_uri=signing.get("Algorithm", ""),
        digest_uri=digesting.get("Algorithm", ""),
        reference=reference.get("URI"),
        enveloped=enveloped,
        method=content_form,
        digest=base64_of(digest),
        signature=base64_of(value, {"Id"}),
        key_info=key_info,
    )


def parts(element: Element, names: tuple[str, ...], attributes: set[str] | None = None) -> list[Element]:
    """The children, which must be exactly these of the signature's namespace; raises XmlRefused."""
    held = list(element)
    if [each.tag for each in held] != [f"{{{DS}}}{name}" for name in names]:
        raise XmlRefused("xml.signature", f"unexpected parts of {local_name(element)}")
    check_bare(element, attributes)
    return held


def check_bare(element: Element, attributes: set[str] | None = None) -> None:
    """No text between the children, no attributes but these; raises XmlRefused."""
    texts = [element.text, *(each.tail for each in element)]
    if any(text and text.strip(_SPACE) for text in texts):
        raise XmlRefused("xml.signature", f"text in {local_name(element)}")
    if set(element.attrib) - (attributes or set()):
        raise XmlRefused("xml.signature", f"unexpected attributes of {local_name(element)}")


def base64_of(element: Element, attributes: set[str] | None = None) -> bytes:
    """The bytes an element holds as base64, white space aside; one spelling only; raises XmlRefused."""
    if len(element) or set(element.attrib) - (attributes or set()):
        raise XmlRefused("xml.signature", f"{local_name(element)} holds more than text")
    text = "".join((element.text or "").split()).encode()
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise XmlRefused("xml.signature", f"{local_name(element)} is not base64") from error
    if not data or base64.b64encode(data) != text:
        raise XmlRefused("xml.signature", f"{local_name(element)} is not base64")
    return data


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def _transforms(element: Element) -> tuple[bool, Method]:
    """Whether the enveloped signature is left out, and the canonical form of the rest.

    Inclusive without comments where none is named (XML Signature, 4.4.3.2).
    """
    held = list(element)
    if not held or any(each.tag != f"{{{DS}}}Transform" for each in held):
        raise XmlRefused("xml.transform", "no list of transforms")
    check_bare(element)
    enveloped = held[0].get("Algorithm") == ENVELOPED
    if enveloped:
        parts(held.pop(0), (), {"Algorithm"})
    if enveloped and not held:
        return True, CANONICAL[C14N]
    if len(held) != 1:
        raise XmlRefused("xml.transform", "not exactly one canonical form")
    return enveloped, _method(held[0])


def _method(element: Element) -> Method:
    found = CANONICAL.get(element.get("Algorithm", ""))
    if found is None:
        raise XmlRefused("xml.transform", element.get("Algorithm", "")[:200])
    check_bare(element, {"Algorithm"})
    if not len(element):
        return found
    if not found.exclusive or [each.tag for each in element] != [_INCLUSIVE_NAMESPACES]:
        raise XmlRefused("xml.transform", "parameters of a form that has none")
    check_bare(element[0], {"PrefixList"})
    if len(element[0]):
        raise XmlRefused("xml.transform", "parameters not in form")
    prefixes = tuple(element[0].get("PrefixList", "").split())
    if len(prefixes) > MESSAGE.namespaces:
        raise XmlRefused("xml.limit", f"more than {MESSAGE.namespaces} prefixes")
    return found._replace(prefixes=prefixes)
