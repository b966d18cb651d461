"""Enveloped XML signatures: good ones, each change, each attack, each refused for its own reason."""

import base64
import hashlib
import hmac
import random
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from lxml import etree

from zholdama.eds import der, gost, gost_curve, oids, xml_reader, xmldsig
from zholdama.eds.algorithms import GOST_2004, Algorithm
from zholdama.eds.certificate import Certificate
from zholdama.eds.demands import Demands
from zholdama.eds.development import DevelopmentAuthority
from zholdama.eds.development_services import Revoked, revocation_list
from zholdama.eds.development_xml import ENVELOPED_RECIPE, sign
from zholdama.eds.gost94 import gost34311
from zholdama.eds.gost_curve import CRYPTOPRO_A
from zholdama.eds.profiles import LEGACY
from zholdama.eds.xml_algorithms import C14N, CANONICAL, DS, ENVELOPED, EXC_C14N, PAIRS
from zholdama.eds.xml_canonical import canonical

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a form -->
<z:application xmlns:z="urn:zholdama:test" xmlns:unused="urn:unused" xml:lang="kk">
  <data Id="d1" sum="10">
    <iin>900101900017</iin>
    <text>Жолдама<!-- split --> беру туралы</text>
  </data>
</z:application>
""".encode()
CONTENT = """<z:application xmlns:unused="urn:unused" xmlns:z="urn:zholdama:test" xml:lang="kk">
  <data Id="d1" sum="10">
    <iin>900101900017</iin>
    <text>Жолдама беру туралы</text>
  </data>
</z:application>""".encode()


def recipe(**changed):
    return replace(ENVELOPED_RECIPE, **changed)


def signed(world, kind, document=DOCUMENT, **changed) -> bytes:
    who = world.citizen[kind]
    return sign(document, who.key, who.certificate, recipe=recipe(**changed))


def judge(world, data, content=None, **changed):
    """As the product would: an individual's IIN, fresh lists of every issuer."""
    demands = Demands(world.at, world.store, list(world.lists.values()), role="individual", iin=world.iin)
    answer = xmldsig.verify(data, replace(demands, **changed), content=content)
    assert (answer.element is None) == (answer.verdict.verdict == "invalid")
    return answer


def reasons(world, data, **changed):
    verdict = judge(world, data, **changed).verdict
    assert verdict.verdict == ("invalid" if verdict.reasons else "valid")
    return verdict.reasons


def edited(data: bytes, edit) -> bytes:
    """The document after `edit(root, signature)`."""
    root = xml_reader.read(data)
    edit(root, next(root.iter(f"{{{DS}}}Signature")))
    return etree.tostring(root.getroottree(), encoding="UTF-8")


def test_a_good_signature_is_valid_and_says_who_signed_what(world, kind):
    answer = judge(world, signed(world, kind))
    assert (answer.verdict.verdict, answer.verdict.reasons) == ("valid", ())
    signer = answer.verdict.signers[0]
    assert (signer.iin, signer.roles, signer.surname) == (world.iin, ("individual",), "ӘЛІМОВА")
    assert (signer.signing_time, signer.timestamp) == (None, None)
    assert answer.verdict.content == CONTENT
    assert answer.element.tag == "{urn:zholdama:test}application"
    assert {check.check for check in answer.verdict.checks} >= {
        *("form", "reference", "certificate", "algorithm", "digest", "signature", "chain.signature"),
        *("chain.time", "key_usage", "policy", "role", "iin", "revocation"),
    }


def test_the_tree_in_the_answer_is_the_tree_that_was_verified(world, kind):
    answer = judge(world, signed(world, kind))
    assert canonical(answer.element, CANONICAL[C14N]) == answer.verdict.content
    assert answer.element.find("data/text").text == "Жолдама беру туралы"
    assert next(answer.element.iter(f"{{{DS}}}Signature"), None) is None
    assert next(answer.element.iter(etree.Comment), None) is None


@pytest.mark.parametrize("form", CANONICAL)
@pytest.mark.parametrize("method", CANONICAL)
def test_every_canonical_form_in_the_list(world, form, method):
    assert reasons(world, signed(world, "rsa", method=method, transforms=(ENVELOPED, form))) == ()


def test_more_forms_that_are_good(world, kind):
    for changed in (
        {"transforms": (ENVELOPED,)},
        {"line_end": "\n"},
        {"line_end": ""},
        {"transforms": (ENVELOPED, EXC_C14N), "prefixes": "unused z"},
        {"transforms": (ENVELOPED, EXC_C14N), "method": EXC_C14N, "prefixes": "unused"},
    ):
        assert reasons(world, signed(world, kind, **changed)) == (), changed
    inner = edited(signed(world, kind), lambda root, signature: None)
    assert reasons(world, inner) == ()
    info, end, rest = inner.partition(b"</ds:SignedInfo>")
    assert reasons(world, info + end + rest.replace(b"&#13;\n", b"\r\n  ")) == ()
    assert reasons(world, b"\xef\xbb\xbf" + inner) == ()


def test_a_signature_may_stand_inside_and_the_text_behind_it_counts(world, kind):
    document = b"<a><data>one</data>two<b/></a>"
    good = signed(world, kind, document)

    def move(root, signature):
        root.remove(signature)
        signature.tail = root[0].tail
        root[0].tail = None
        root.insert(1, signature)

    moved = edited(good, move)
    answer = judge(world, moved)
    content = document.replace(b"<b/>", b"<b></b>")
    assert (answer.verdict.verdict, answer.verdict.content) == ("valid", content)
    assert answer.element[0].tail == "two"
    assert reasons(world, moved.replace(b"</ds:Signature>two", b"</ds:Signature>twO")) == ("digest",)


def test_a_document_put_together_by_hand_is_judged_by_its_bytes(world, kind):
    """The canonical SignedInfo is written out here, with all it inherits: no code is asked for it."""
    who = world.citizen[kind]
    signature_uri, digest_uri = PAIRS[who.key.algorithm]
    digest = base64.b64encode(
        who.key.algorithm.digest('<a xmlns="urn:a" xmlns:p="urn:p" xml:lang="kk">Ә</a>'.encode())
    ).decode()
    inside = (
        f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{signature_uri}"></SignatureMethod><Reference URI=""><Transforms>'
        f'<Transform Algorithm="{ENVELOPED}"></Transform></Transforms>'
        f'<DigestMethod Algorithm="{digest_uri}"></DigestMethod><DigestValue>{digest}</DigestValue></Reference>'
    )
    info = f'<SignedInfo xmlns="{DS}" xmlns:p="urn:p" xml:lang="kk">{inside}</SignedInfo>'
    value = base64.b64encode(who.key.sign(info.encode())).decode()
    document = (
        f"<a   xml:lang='kk' xmlns:p='urn:p' xmlns='urn:a'>Ә<Signature xmlns='{DS}'><SignedInfo>{inside}"
        f"</SignedInfo><SignatureValue>{value}</SignatureValue><KeyInfo><X509Data><X509Certificate>"
        f"{base64.b64encode(who.certificate).decode()}</X509Certificate></X509Data></KeyInfo></Signature></a >"
    )
    found = xmldsig.find(xml_reader.read(document.encode()))
    assert found.signature.signed_bytes.decode() == info
    assert reasons(world, document.encode()) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("900101900017", "900101900018"),
        ("беру", "бeру"),
        ('sum="10"', 'sum="11"'),
        ('sum="10"', 'sum="10" more="1"'),
        ("<data", "<date"),
        ("urn:unused", "urn:used"),
        ('xml:lang="kk"', 'xml:lang="ru"'),
        ("</data>", "</data> "),
        ("<iin>", "<iin> "),
        ("</data>", "<evil/></data>"),
        ("z:application", "y:application"),
    ],
)
def test_every_change_of_the_content_is_seen(world, kind, old, new):
    data = signed(world, kind).decode()
    changed = data.replace(old, new).replace("xmlns:z", "xmlns:y" if "y:" in new else "xmlns:z")
    if new == "<date":
        changed = changed.replace("</data>", "</date>")
    assert changed != data
    # What SignedInfo inherits from above is part of what the signature covers.
    inherited = new in ("urn:used", 'xml:lang="ru"', "y:application")
    assert reasons(world, changed.encode()) == (("digest", "signature") if inherited else ("digest",))


def test_what_is_no_content_may_differ(world, kind):
    data = signed(world, kind).decode()
    for changed in (
        data.replace("<!-- a form -->", "<!-- another -->"),
        data.replace('Id="d1" sum="10"', "sum='10'   Id='d1'"),
        data.replace("<iin>", "<iin >"),
    ):
        answer = judge(world, changed.encode())
        assert (answer.verdict.verdict, answer.verdict.content) == ("valid", CONTENT)


def test_no_flipped_bit_changes_what_is_valid(world, kind):
    data = signed(world, kind)
    chance = random.Random(11)
    start = data.index(b"<z:application")
    seen = set()
    for _ in range(400):
        spoiled = bytearray(data)
        spoiled[chance.randrange(start, len(data))] ^= 1 << chance.randrange(8)
        verdict = judge(world, bytes(spoiled)).verdict
        seen.update(verdict.reasons)
        assert verdict.verdict == "invalid" or verdict.content == CONTENT
    assert seen >= {"digest", "signature", "xml.form", "xml.encoding"}


def test_a_changed_signed_info_is_seen_by_the_signature(world, kind):
    good = signed(world, kind)
    other = judge(world, signed(world, kind, DOCUMENT.replace(b'"10"', b'"99"'))).verdict.content
    digest = base64.b64encode(world.citizen[kind].key.algorithm.digest(other)).decode()

    def forge(root, signature):
        root.find("data").set("sum", "99")
        signature.find(f".//{{{DS}}}DigestValue").text = digest

    assert reasons(world, edited(good, forge)) == ("signature",)
    same_meaning = good.replace(f'"{C14N}#WithComments"'.encode(), f'"{C14N}"'.encode())
    assert same_meaning != good
    assert reasons(world, same_meaning) == ("signature",)


def test_the_signature_of_another(world, kind):
    key = world.other[kind].key
    assert reasons(world, signed(world, kind, sign=key.sign)) == ("signature",)
    first, second = signed(world, kind), signed(world, kind, DOCUMENT.replace(b'"10"', b'"99"'))

    def transplant(root, signature):
        foreign = next(xml_reader.read(second).iter(f"{{{DS}}}SignatureValue"))
        signature.find(f"{{{DS}}}SignatureValue").text = foreign.text

    assert reasons(world, edited(first, transplant)) == ("signature",)


def test_another_certificate_over_the_same_signature(world, kind):
    other = base64.b64encode(world.other[kind].certificate).decode()

    def swap(root, signature):
        signature.find(f".//{{{DS}}}X509Certificate").text = other

    swapped = edited(signed(world, kind), swap)
    assert reasons(world, swapped) == ("signature", "iin.mismatch")
    assert reasons(world, swapped, iin=None) == ("signature",)


def test_the_signer_is_judged_as_in_every_other_form(world, kind):
    foreign = DevelopmentAuthority.create(at=world.at + timedelta(days=1), kinds=(kind,))
    assert reasons(world, signed(world, kind), store=foreign.store()) == ("chain.untrusted",)
    assert reasons(world, signed(world, kind), iin=world.other_iin) == ("iin.mismatch",)
    assert reasons(world, signed(world, kind), role="official") == ("role", "bin.missing")
    late = world.at + timedelta(days=400)
    assert "chain.time" in judge(world, signed(world, kind), at=late).verdict.reasons
    serial = Certificate.from_der(world.citizen[kind].certificate).serial
    gone = revocation_list(
        world.authority.issuers[kind], {serial: Revoked(world.at - timedelta(days=1))}, at=world.at
    )
    assert reasons(world, signed(world, kind), crls=[gone]) == ("revoked",)
    head = world.head[kind]
    data = sign(DOCUMENT, head.key, head.certificate)
    official = {"role": "official", "iin": world.other_iin, "bin": world.bin}
    assert reasons(world, data, **official) == ()
    assert reasons(world, data, **{**official, "bin": world.other_bin}) == ("bin.mismatch",)


def test_without_word_of_revocation_it_is_undetermined(world, kind):
    answer = judge(world, signed(world, kind), crls=())
    assert (answer.verdict.verdict, answer.verdict.reasons) == ("undetermined", ("revocation.missing",))
    assert answer.element is not None


def test_content_that_was_kept_is_compared_byte_for_byte(world, kind):
    good = signed(world, kind)
    assert judge(world, good, content=CONTENT).verdict.verdict == "valid"
    for other in (CONTENT + b"\n", DOCUMENT, b""):
        assert judge(world, good, content=other).verdict.reasons == ("content.mismatch",)


def test_a_naive_time_is_an_error_of_the_caller(world, kind):
    with pytest.raises(ValueError, match="time zone"):
        judge(world, signed(world, kind), at=world.at.replace(tzinfo=None))


RSA_URI, RSA_DIGEST = next(pair for algorithm, pair in PAIRS.items() if algorithm.name == "rsa-sha256")
GOST_URI, GOST_DIGEST = next(pair for algorithm, pair in PAIRS.items() if "2015" in algorithm.name)
OLD_URI, OLD_DIGEST = PAIRS[GOST_2004]
MORE = "http://www.w3.org/2001/04/xmldsig-more#"


@pytest.mark.parametrize(
    ("kind", "uri", "digest", "reason"),
    [
        ("rsa", GOST_URI, GOST_DIGEST, "alg.key"),
        ("gost", RSA_URI, RSA_DIGEST, "alg.key"),
        ("rsa", RSA_URI, GOST_DIGEST, "alg.pair"),
        ("gost", GOST_URI, RSA_DIGEST, "alg.pair"),
        ("gost", GOST_URI, OLD_DIGEST, "alg.pair"),
        ("gost", OLD_URI, OLD_DIGEST, "alg.legacy"),
        ("rsa", DS + "rsa-sha1", DS + "sha1", "alg.pair"),
        ("rsa", RSA_URI, DS + "sha1", "alg.pair"),
        ("rsa", DS + "rsa-sha1", RSA_DIGEST, "alg.pair"),
        ("rsa", MORE + "rsa-md5", MORE + "md5", "alg.pair"),
        ("rsa", MORE + "hmac-sha256", RSA_DIGEST, "alg.pair"),
        ("rsa", DS + "hmac-sha1", RSA_DIGEST, "alg.pair"),
        ("rsa", "none", RSA_DIGEST, "alg.pair"),
        ("rsa", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", RSA_DIGEST, "alg.pair"),
        ("gost", GOST_URI.upper(), GOST_DIGEST, "alg.pair"),
        ("gost", GOST_URI + " ", GOST_DIGEST, "alg.pair"),
    ],
)
def test_algorithms_confused(world, kind, uri, digest, reason):
    assert reasons(world, signed(world, kind, signature_uri=uri, digest_uri=digest)) == (reason,)


def test_the_public_key_is_no_secret_of_a_mac(world, kind):
    spki = world.citizen[kind].key.spki

    def mac(message: bytes) -> bytes:
        return hmac.digest(spki, message, hashlib.sha256)

    forged = signed(world, kind, signature_uri=MORE + "hmac-sha256", sign=mac, digest_uri=RSA_DIGEST)
    assert reasons(world, forged) == ("alg.pair",)
    assert reasons(world, signed(world, kind, sign=mac)) == ("signature",)


@dataclass(frozen=True)
class OldKey:
    """GOST 34.310-2004, for this test only."""

    private: int = 0x7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28
    algorithm: Algorithm = GOST_2004
    signature_oid: bytes = oids.GOST_2004_SIGNATURE

    @property
    def spki(self) -> bytes:
        x, y = gost_curve.multiply(CRYPTOPRO_A, int, self.private)
        bits = b"\x04\x40" + x.to_bytes(32, "little") + y.to_bytes(32, "little")
        return der.seq(
            der.seq(der.tlv(der.OID, oids.GOST_2004_KEY), gost.PARAMETERS_2004), der.bit_string(bits)
        )

    def sign(self, message: bytes) -> bytes:
        e = int.from_bytes(gost34311(message), "little")
        r, s = gost_curve.sign(CRYPTOPRO_A, int, self.private, e, 0x77105C9B20BCD3122823C8CF)
        return r.to_bytes(32, "little") + s.to_bytes(32, "little")


def test_the_old_algorithm_only_where_the_profile_allows_it(world):
    who = world.issue("gost", key=OldKey())
    data = sign(DOCUMENT, who.key, who.certificate)
    assert reasons(world, data) == ("alg.legacy",)
    assert reasons(world, data, profile=LEGACY) == ()
    assert reasons(world, data.replace(b"900101", b"910101"), profile=LEGACY) == ("digest",)
    gost_signed = signed(world, "gost", signature_uri=OLD_URI, digest_uri=OLD_DIGEST)
    assert reasons(world, gost_signed, profile=LEGACY) == ("alg.key",)


@pytest.mark.parametrize(
    "transforms",
    [
        (),
        (C14N,),
        (C14N, ENVELOPED),
        (ENVELOPED, ENVELOPED),
        (ENVELOPED, C14N, C14N),
        (ENVELOPED, "http://www.w3.org/2006/12/xml-c14n11"),
        (ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        (ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116", C14N),
        (ENVELOPED, "http://www.w3.org/2002/06/xmldsig-filter2"),
        (ENVELOPED, DS + "base64"),
        (ENVELOPED, "urn:unknown"),
    ],
)
def test_transforms_outside_the_list(world, transforms):
    assert reasons(world, signed(world, "rsa", transforms=transforms)) == ("xml.transform",)


def test_canonical_forms_outside_the_list(world):
    for method in ("http://www.w3.org/2006/12/xml-c14n11", "urn:unknown", ""):
        assert reasons(world, signed(world, "rsa", method=method)) == ("xml.transform",)
    many = " ".join(f"p{n}" for n in range(65))
    listed = {"transforms": (ENVELOPED, EXC_C14N), "prefixes": many}
    assert reasons(world, signed(world, "rsa", **listed)) == ("xml.limit",)


@pytest.mark.parametrize(
    "reference", ["#d1", "#", "http://127.0.0.1/", "#xpointer(/)", "file:///etc/passwd", " "]
)
def test_references_to_anything_but_the_whole_document(world, reference):
    assert reasons(world, signed(world, "rsa", reference=reference)) == ("xml.reference",)


def part(signature, name):
    return next(signature.iter(f"{{{DS}}}{name}"))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda s: part(s, "Reference").attrib.pop("URI"), "xml.reference"),
        (lambda s: part(s, "SignedInfo").append(deepcopy(part(s, "Reference"))), "xml.reference"),
        (lambda s: part(s, "SignedInfo").remove(part(s, "Reference")), "xml.reference"),
        (lambda s: part(s, "Reference").remove(part(s, "Transforms")), "xml.transform"),
        (lambda s: part(s, "Reference").set("Type", DS + "Manifest"), "xml.signature"),
        (lambda s: etree.SubElement(s, f"{{{DS}}}Object"), "xml.signature"),
        (lambda s: s.insert(0, etree.Element("evil")), "xml.signature"),
        (lambda s: s.set("evil", "1"), "xml.signature"),
        (lambda s: s.append(etree.Comment("evil")), "xml.signature"),
        (lambda s: part(s, "DigestValue").append(etree.Comment("evil")), "xml.signature"),
        (lambda s: setattr(part(s, "SignedInfo"), "tail", "evil"), "xml.signature"),
        (lambda s: s.remove(part(s, "KeyInfo")), "xml.signature"),
        (lambda s: s.remove(part(s, "SignatureValue")), "xml.signature"),
        (lambda s: setattr(part(s, "SignatureValue"), "text", "?"), "xml.signature"),
        (lambda s: setattr(part(s, "SignatureValue"), "text", ""), "xml.signature"),
        (lambda s: setattr(part(s, "SignatureValue"), "text", "QUJD="), "xml.signature"),
        (lambda s: setattr(part(s, "SignatureValue"), "text", "QUI0QR=="), "xml.signature"),
        (lambda s: setattr(part(s, "DigestValue"), "text", "QUJD"), "digest"),
        (
            lambda s: part(s, "SignatureMethod").append(etree.Element(f"{{{DS}}}HMACOutputLength")),
            "xml.signature",
        ),
        (lambda s: part(s, "Transform").append(etree.Element(f"{{{DS}}}XPath")), "xml.signature"),
        (lambda s: part(s, "CanonicalizationMethod").append(etree.Element("x")), "xml.transform"),
        (lambda s: setattr(part(s, "X509Certificate"), "text", "QUJD"), "certificate.form"),
        (lambda s: part(s, "X509Data").remove(part(s, "X509Certificate")), "certificate.count"),
        (lambda s: part(s, "X509Data").append(deepcopy(part(s, "X509Certificate"))), "certificate.count"),
        (lambda s: etree.SubElement(part(s, "X509Data"), f"{{{DS}}}X509CRL"), "xml.key"),
        (lambda s: etree.SubElement(part(s, "KeyInfo"), f"{{{DS}}}KeyName"), "xml.key"),
        (lambda s: part(s, "KeyInfo").remove(part(s, "X509Data")), "xml.key"),
    ],
)
def test_signatures_out_of_form(world, spoil, reason):
    found = reasons(world, edited(signed(world, "rsa"), lambda root, signature: spoil(signature)))
    assert reason in found if reason == "digest" else found == (reason,)


def test_a_key_instead_of_a_certificate(world):
    value = "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>"
    own = base64.b64encode(world.citizen["rsa"].certificate).decode()
    held = f"<ds:X509Data><ds:X509Certificate>{own}</ds:X509Certificate></ds:X509Data>"
    for key_info in (value, held + value, value + held, "<ds:RetrievalMethod URI='http://127.0.0.1/'/>"):
        assert reasons(world, signed(world, "rsa", key_info=key_info)) == ("xml.key",)
    beside = held.replace("</ds:X509Data>", "<ds:X509SubjectName>CN=a</ds:X509SubjectName></ds:X509Data>")
    assert reasons(world, signed(world, "rsa", key_info=beside)) == ()


def test_not_exactly_one_signature(world, kind):
    assert reasons(world, DOCUMENT) == ("xml.count",)
    assert reasons(world, signed(world, kind, signed(world, kind))) == ("xml.count",)
    lone = etree.tostring(next(xml_reader.read(signed(world, kind)).iter(f"{{{DS}}}Signature")))
    assert reasons(world, lone) == ("xml.reference",)


def test_a_comment_or_cdata_does_not_shorten_a_text(world, kind):
    good = signed(world, kind, b"<a><iin>900101900017.evil</iin></a>")
    for split in (
        b"900101900017<!-- -->.evil",
        b"900101900017<![CDATA[.evil]]>",
        b"<!--x-->900101900017.evil",
    ):
        answer = judge(world, good.replace(b"900101900017.evil", split))
        assert answer.verdict.verdict == "valid"
        assert answer.element.find("iin").text == "900101900017.evil"
        assert len(answer.element.find("iin")) == 0


def test_what_the_reader_refuses_is_invalid_with_its_code(world, kind):
    good = signed(world, kind).partition(b"?>")[2].lstrip()
    assert reasons(world, good) == ()
    entity = b'<!DOCTYPE a [<!ENTITY e "900101900017">]>' + good.replace(b"900101900017", b"&e;")
    for data, code in (
        (b"<!DOCTYPE a>" + good, "xml.doctype"),
        (entity, "xml.doctype"),
        (good + b"<?evil?>", "xml.instruction"),
        (good + b"<b/>", "xml.form"),
        (good.replace(b"900101900017", b"<b>" * 70 + b"</b>" * 70), "xml.limit"),
        (bytes(50_000_000), "xml.limit"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + good, "xml.encoding"),
    ):
        assert reasons(world, data) == (code,)
    tight = xmldsig.verify(good, Demands(world.at, world.store), limits=xml_reader.Limits(size=100))
    assert tight.verdict.reasons == ("xml.limit",)


# Signature wrapping, the eight ways of the literature (XSW 1-8): where the signed original goes, and where
# what would be processed comes from. The signature covers the whole document here, so all fail.


def evil_of(root):
    evil = deepcopy(root)
    evil.find("data/iin").text = "900101900028"
    return evil


def without_signature(element):
    for found in list(element.iter(f"{{{DS}}}Signature")):
        found.getparent().remove(found)
    return element


def wrapped(data: bytes, way: int):
    root = xml_reader.read(data)
    evil = without_signature(evil_of(root))
    original = without_signature(deepcopy(root))
    signature = deepcopy(next(root.iter(f"{{{DS}}}Signature")))
    holder = etree.Element("extensions")
    if way == 1:
        signature.append(original)
        evil.append(signature)
    elif way == 2:
        evil.extend([original, signature])
    elif way == 3:
        holder.extend([evil, root])
        evil = holder
    elif way == 4:
        evil.append(root)
    elif way == 5:
        evil.insert(0, signature)
        evil.append(original)
    elif way == 6:
        signature.append(original)
        evil.insert(0, signature)
    elif way == 7:
        holder.append(root)
        evil.insert(0, holder)
    else:
        etree.SubElement(signature, f"{{{DS}}}Object").append(original)
        evil.append(signature)
    return etree.tostring(evil)


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        *((1, "xml.signature"), (2, "digest"), (3, "digest"), (4, "digest")),
        *((5, "digest"), (6, "xml.signature"), (7, "digest"), (8, "xml.signature")),
    ],
)
def test_signature_wrapping(world, kind, way, reason):
    found = reasons(world, wrapped(signed(world, kind), way))
    # SignedInfo inherits the namespaces of its new place, so the signature may fail beside the digest.
    assert found[0] == reason
    assert set(found) <= {reason, "signature"}
