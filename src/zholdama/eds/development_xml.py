"""Sign XML as NCALayer and the inter-agency bus do: enveloped signatures and WS-Security, for development."""

import base64
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from lxml import etree

from zholdama.eds import wsse, xml_checks, xml_reader
from zholdama.eds.development_keys import Key
from zholdama.eds.xml_algorithms import C14N, CANONICAL, DS, ENVELOPED, EXC_C14N, PAIRS, Method
from zholdama.eds.xml_canonical import canonical
from zholdama.eds.xml_reader import Element


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a signature is made; to make a defective one, change a part.

    None takes what belongs to the key or document. `prefixes` is the PrefixList of every exclusive form;
    `key_info` and `inside` are markup: the parts of KeyInfo, and what stands behind it; `sign` makes the
    signature over the canonical SignedInfo; `line_end` breaks the lines of base64.
    """

    method: str = C14N
    transforms: tuple[str, ...] = (ENVELOPED, C14N + "#WithComments")
    reference: str | None = ""
    prefixes: str | None = None
    signature_uri: str | None = None
    digest_uri: str | None = None
    digest: bytes | None = None
    key_info: str | None = None
    inside: str = ""
    sign: Callable[[bytes], bytes] | None = None
    line_end: str = "&#13;\n"


ENVELOPED_RECIPE = Recipe()
MESSAGE_RECIPE = Recipe(method=EXC_C14N, transforms=(EXC_C14N,), reference=None)


def sign(document: bytes, key: Key, certificate: bytes, *, recipe: Recipe = ENVELOPED_RECIPE) -> bytes:
    """The document with an enveloped signature as the last child of its root."""
    root = xml_reader.read(document, xml_reader.FILE)
    key_info = recipe.key_info or (
        f"<ds:X509Data><ds:X509Certificate>{_wrapped(certificate, recipe)}</ds:X509Certificate></ds:X509Data>"
    )
    return _completed(root, root, root, key, replace(recipe, key_info=key_info))


def sign_message(
    envelope: bytes, key: Key, certificate: bytes, *, recipe: Recipe = MESSAGE_RECIPE, token: bool = False
) -> bytes:
    """A SOAP envelope (Header and Body) with a Security header whose signature covers the Body.

    `token` puts the certificate into a BinarySecurityToken, otherwise it stands in the reference itself.
    """
    root = xml_reader.read(envelope, xml_reader.FILE)
    soap = etree.QName(root).namespace
    header, body = root.find(f"{{{soap}}}Header"), root.find(f"{{{soap}}}Body")
    security = etree.SubElement(header, f"{{{wsse.WSSE}}}Security", nsmap={"wsse": wsse.WSSE})
    security.set(f"{{{soap}}}mustUnderstand", "1")
    name = f"{{{wsse.WSU}}}Id"
    if recipe.reference is None:
        body.set(name, body.get(name) or "id-7d1a0f52-1f1e-4a0e-8f3b-0c5b7c1d2e90")
        recipe = replace(recipe, reference="#" + body.get(name))
    types = f'ValueType="{wsse.X509}" EncodingType="{wsse.BASE64}"'
    text = _wrapped(certificate, recipe)
    named = f"<wsse:KeyIdentifier {types}>{text}</wsse:KeyIdentifier>"
    if token:
        security.append(
            etree.fromstring(
                f'<wsse:BinarySecurityToken xmlns:wsse="{wsse.WSSE}" xmlns:wsu="{wsse.WSU}" {types} '
                f'wsu:Id="X509-1">{text}</wsse:BinarySecurityToken>'
            )
        )
        named = f'<wsse:Reference URI="#X509-1" ValueType="{wsse.X509}"/>'
    key_info = recipe.key_info or (
        f'<wsse:SecurityTokenReference xmlns:wsse="{wsse.WSSE}">{named}</wsse:SecurityTokenReference>'
    )
    return _completed(root, body, security, key, replace(recipe, key_info=key_info))


def _completed(root: Element, signed: Element, parent: Element, key: Key, recipe: Recipe) -> bytes:
    signature_uri, digest_uri = PAIRS[key.algorithm]
    digest = recipe.digest or key.algorithm.digest(_content(root, signed, recipe))
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>'
        f"{_form('CanonicalizationMethod', recipe.method, recipe)}"
        f"<ds:SignatureMethod Algorithm={quoteattr(recipe.signature_uri or signature_uri)}/>"
        f"<ds:Reference URI={quoteattr(recipe.reference or '')}>"
        f"<ds:Transforms>{''.join(_form('Transform', uri, recipe) for uri in recipe.transforms)}</ds:Transforms>"
        f"<ds:DigestMethod Algorithm={quoteattr(recipe.digest_uri or digest_uri)}/>"
        f"<ds:DigestValue>{_wrapped(digest, recipe)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        f"<ds:SignatureValue/><ds:KeyInfo>{recipe.key_info}</ds:KeyInfo>{recipe.inside}</ds:Signature>"
    )
    parent.append(signature)
    info, value = signature[0], signature[1]
    made = (recipe.sign or key.sign)(canonical(info, _method(recipe.method, recipe)))
    value.text = _wrapped(made, recipe).replace("&#13;", "\r")
    done: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return done


def _content(root: Element, signed: Element, recipe: Recipe) -> bytes:
    """The canonical form of what will be signed, from a copy: the document keeps its comments."""
    path = signed.getroottree().getelementpath(signed)
    copy = xml_reader.read(etree.tostring(root.getroottree(), encoding="unicode").encode(), xml_reader.FILE)
    xml_checks.without_comments(copy)
    found = copy if signed is root else copy.find(path)
    forms = [uri for uri in recipe.transforms if uri != ENVELOPED]
    return canonical(found, _method(forms[-1] if forms else C14N, recipe))


def _method(uri: str, recipe: Recipe) -> Method:
    """The form of that name; inclusive where there is none of that name."""
    found = CANONICAL.get(uri, CANONICAL[C14N])
    return found._replace(prefixes=tuple((recipe.prefixes or "").split())) if found.exclusive else found


def _form(part: str, uri: str, recipe: Recipe) -> str:
    """The element that names a canonical form or transform."""
    inside = ""
    if recipe.prefixes is not None and uri.startswith(EXC_C14N):
        inside = f'<ec:InclusiveNamespaces xmlns:ec="{EXC_C14N}" PrefixList={quoteattr(recipe.prefixes)}/>'
    return f"<ds:{part} Algorithm={quoteattr(uri)}>{inside}</ds:{part}>"


def _wrapped(data: bytes, recipe: Recipe) -> str:
    return recipe.line_end.join(textwrap.wrap(base64.b64encode(data).decode(), 76))
