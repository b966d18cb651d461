"""WS-Security over the SOAP body: good messages, changes, wrapping in eight ways, identifiers and tokens."""

import base64
from copy import deepcopy
from dataclasses import replace

import pytest
from lxml import etree

from zholdama.eds import wsse, xml_documents, xml_reader
from zholdama.eds.demands import Demands
from zholdama.eds.development_xml import MESSAGE_RECIPE, sign, sign_message
from zholdama.eds.wsse import BASE64, SOAP, WSSE, WSU, X509
from zholdama.eds.xml_algorithms import C14N, CANONICAL, DS, ENVELOPED, EXC_C14N
from zholdama.eds.xml_canonical import canonical

NS = {"s": SOAP[0], "ds": DS, "wsse": WSSE, "wsu": WSU, "t": "urn:zholdama:test"}
ID = f"{{{WSU}}}Id"
MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="{SOAP[0]}" xmlns:t="urn:zholdama:test" xmlns:wsu="{WSU}"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <soapenv:Header><t:route>1</t:route></soapenv:Header>
  <soapenv:Body wsu:Id="body-1">
    <t:request><iin xsi:type="xs:string">900101<!-- split -->900017</iin></t:request>
  </soapenv:Body>
</soapenv:Envelope>
""".encode()
CONTENT = f"""<soapenv:Body xmlns:soapenv="{SOAP[0]}" xmlns:wsu="{WSU}" wsu:Id="body-1">
    <t:request xmlns:t="urn:zholdama:test"><iin xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:type="xs:string">900101900017</iin></t:request>
  </soapenv:Body>""".encode()


def signed(world, kind="rsa", message=MESSAGE, token=False, **changed) -> bytes:
    who = world.citizen[kind]
    made = replace(MESSAGE_RECIPE, **changed)
    return sign_message(message, who.key, who.certificate, recipe=made, token=token)


def judge(world, data, content=None, verify=wsse.verify, **changed):
    demands = Demands(world.at, world.store, list(world.lists.values()), role="individual", iin=world.iin)
    answer = verify(data, replace(demands, **changed), content=content)
    assert (answer.element is None) == (answer.verdict.verdict == "invalid")
    return answer


def reasons(world, data, **changed):
    verdict = judge(world, data, **changed).verdict
    assert verdict.verdict == ("invalid" if verdict.reasons else "valid")
    return verdict.reasons


def edited(data: bytes, edit) -> bytes:
    """The message after `edit(envelope)`; what it returns, if anything, is the new root."""
    root = xml_reader.read(data)
    other = edit(root)
    return etree.tostring(root if other is None else other, encoding="UTF-8")


def at(root, path):
    return root.find(path, NS)


@pytest.mark.parametrize("token", [False, True])
def test_a_good_message_is_valid_and_gives_its_body(world, kind, token):
    answer = judge(world, signed(world, kind, token=token), content=CONTENT)
    assert (answer.verdict.verdict, answer.verdict.reasons) == ("valid", ())
    assert answer.verdict.signers[0].iin == world.iin
    assert answer.verdict.content == CONTENT
    body = answer.element
    assert body.tag == f"{{{SOAP[0]}}}Body"
    assert body.getparent().getparent() is None
    assert body.getparent().findall("s:Body", NS) == [body]


def test_the_body_in_the_answer_is_the_body_that_was_verified(world, kind):
    answer = judge(world, signed(world, kind, prefixes="xs xsi soapenv"))
    form = CANONICAL[EXC_C14N]._replace(prefixes=("xs", "xsi", "soapenv"))
    assert canonical(answer.element, form) == answer.verdict.content
    assert b'xmlns:xs="http://www.w3.org/2001/XMLSchema"' in answer.verdict.content
    assert at(answer.element, "t:request/iin").text == "900101900017"


def test_more_messages_that_are_good(world, kind):
    for message in (
        MESSAGE.replace(SOAP[0].encode(), SOAP[1].encode()),
        MESSAGE.replace(b'wsu:Id="body-1"', b""),
        MESSAGE.replace(b"soapenv:", b"").replace(b":soapenv", b""),
    ):
        for prefixes in (None, "", "xs", "#default xs"):
            assert reasons(world, signed(world, kind, message, prefixes=prefixes)) == ()
    plain = MESSAGE.replace(b'wsu:Id="body-1"', b'Id="body-1"')
    assert reasons(world, signed(world, kind, plain, reference="#body-1")) == ()


def test_a_business_signature_in_the_body_is_content(world, kind):
    who = world.other[kind]
    inner = sign(b"<data><a>1</a></data>", who.key, who.certificate).partition(b"?>")[2]
    message = MESSAGE.replace(b"<t:request>", b"<t:request>" + inner)
    answer = judge(world, signed(world, kind, message))
    assert (answer.verdict.verdict, answer.verdict.signers[0].iin) == ("valid", world.iin)
    assert next(answer.element.iter(f"{{{DS}}}Signature"), None) is not None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"split -->900017", b"split -->900018", ("digest",)),
        (b"<t:request>", b"<t:request> ", ("digest",)),
        (b'xsi:type="xs:string"', b'xsi:type="xs:token"', ("digest",)),
        (b"urn:zholdama:test", b"urn:zholdama:tesT", ("digest",)),
        (b"</t:request>", b"</t:request><t:more/>", ("digest",)),
        (b'wsu:Id="body-1"', b'wsu:Id="body-1" more="1"', ("digest",)),
        (b'wsu:Id="body-1"', b'wsu:Id="body-2"', ("xml.reference",)),
        (b'wsu:Id="body-1"', b"", ("xml.reference",)),
        (b'URI="#body-1"', b'URI="#body-2"', ("xml.reference",)),
        (b'URI="#body-1"', b'URI="#Body-1"', ("xml.reference",)),
        (b'URI="#body-1"', b'URI="body-1"', ("xml.reference",)),
        (b'URI="#body-1"', b'URI=""', ("xml.reference",)),
        (b'URI="#body-1"', b'URI="#"', ("xml.reference",)),
        (b"<t:route>1<", b"<t:route>2<", ()),
        (b"split", b"whole", ()),
    ],
)
def test_what_is_signed_and_what_is_not(world, kind, old, new, expected):
    data = signed(world, kind)
    assert old in data
    assert reasons(world, data.replace(old, new)) == expected


def test_a_changed_signature_or_signer(world, kind):
    assert reasons(world, signed(world, kind, sign=world.other[kind].key.sign)) == ("signature",)
    wrong = signed(world, kind, digest=b"x" * 32)
    assert reasons(world, wrong) == ("digest",)
    assert reasons(world, signed(world, kind), iin=world.other_iin) == ("iin.mismatch",)
    undetermined = judge(world, signed(world, kind), crls=())
    assert undetermined.verdict.reasons == ("revocation.missing",)
    assert judge(world, signed(world, kind), content=CONTENT + b" ").verdict.reasons == ("content.mismatch",)


def test_the_same_algorithms_are_refused(world):
    for kind, changed, reason in (
        ("rsa", {"signature_uri": DS + "rsa-sha1", "digest_uri": DS + "sha1"}, "alg.pair"),
        ("rsa", {"signature_uri": DS + "hmac-sha1"}, "alg.pair"),
        ("gost", {"transforms": (C14N,)}, "xml.transform"),
        ("gost", {"transforms": (ENVELOPED, EXC_C14N)}, "xml.transform"),
        ("gost", {"transforms": (EXC_C14N + "WithComments",)}, "xml.transform"),
        ("gost", {"transforms": (EXC_C14N, EXC_C14N)}, "xml.transform"),
        (
            "gost",
            {"transforms": ("http://docs.oasis-open.org/wss/2004/01/x#STR-Transform",)},
            "xml.transform",
        ),
    ):
        assert reasons(world, signed(world, kind, **changed)) == (reason,)


# Signature wrapping, the eight ways of the literature (XSW 1-8), each with a Body that would be processed
# and the signed one kept somewhere else; every one under each name that the forged Body might bear.


def evil_message(data: bytes, way: int, name: str | None):
    root = xml_reader.read(data)
    original = at(root, "s:Body")
    evil = deepcopy(original)
    at(evil, "t:request/iin").text = "900101900028"
    del evil.attrib[ID]
    if name is not None:
        evil.set(ID, name)
    header, security = at(root, "s:Header"), at(root, "s:Header/wsse:Security")
    signature = at(security, "ds:Signature")
    whole = deepcopy(root)
    for each in list(whole.iter(f"{{{WSSE}}}Security")):
        each.getparent().remove(each)
    root.replace(original, evil)
    if way == 1:
        signature.append(whole)
    elif way == 2:
        security.append(whole)
    elif way == 3:
        root.insert(1, original)
    elif way == 4:
        evil.append(original)
    elif way == 5:
        root.append(original)
    elif way == 6:
        at(signature, "ds:KeyInfo").append(original)
    elif way == 7:
        etree.SubElement(header, "{urn:zholdama:test}extensions").append(original)
    else:
        etree.SubElement(signature, f"{{{DS}}}Object").append(original)
    return etree.tostring(root)


REASON = {
    1: "xml.signature",
    2: "xml.wrapped",
    3: "xml.envelope",
    4: "xml.wrapped",
    5: "xml.envelope",
    6: "xml.signature",
    7: "xml.wrapped",
    8: "xml.signature",
}


@pytest.mark.parametrize("way", REASON)
def test_signature_wrapping(world, kind, way):
    data = signed(world, kind)
    early = REASON[way] in ("xml.signature", "xml.envelope")
    for name, reason in ((None, REASON[way]), ("other", REASON[way]), ("body-1", "xml.id")):
        data_of_this_way = evil_message(data, way, name)
        assert b"900101900028" in data_of_this_way
        for verify in (wsse.verify, xml_documents.verify):
            found = reasons(world, data_of_this_way, verify=verify)
            assert found == (REASON[way] if early else reason,)


def test_a_name_that_some_processor_might_take_for_an_identifier(world, kind):
    data = signed(world, kind)
    for attribute in ("Id", "ID", "id", "xml:id", "wsu:Id", "t:id"):
        for place in (b"<t:route", b"<t:request"):
            twice = data.replace(place, place + f' {attribute}="body-1"'.encode(), 1)
            found = reasons(world, twice)
            assert found == ("xml.id",), (attribute, place)
    harmless = data.replace(b"<t:route", b'<t:route id="a"').replace(b"<t:request", b'<t:request id="a"', 1)
    assert reasons(world, harmless) == ("digest",)
    plain = MESSAGE.replace(b"<t:route", b'<t:route id="a"').replace(b"<t:request", b'<t:request id="a"')
    assert reasons(world, signed(world, kind, plain)) == ()
    twice = MESSAGE.replace(b"<t:route", b'<t:route wsu:Id="a"').replace(
        b"<t:request", b'<t:request wsu:Id="a"'
    )
    assert reasons(world, signed(world, kind, twice)) == ("xml.id",)


def test_a_body_named_by_another_attribute_or_twice(world, kind):
    for attributes in ('ID="body-1"', 'xml:id="body-1"', 'Id="body-1" wsu:Id="body-1"', 't:Id="body-1"'):
        message = MESSAGE.replace(b'wsu:Id="body-1"', attributes.encode())
        assert reasons(world, signed(world, kind, message, reference="#body-1")) == ("xml.reference",)


def test_another_element_is_signed(world, kind):
    """The signature is good, but over a header of the same message."""
    message = MESSAGE.replace(b"<t:route", b'<t:route wsu:Id="route-1"')
    assert reasons(world, signed(world, kind, message, reference="#route-1")) == ("xml.wrapped",)


def unsigned(root):
    security = at(root, "s:Header/wsse:Security")
    security.remove(at(security, "ds:Signature"))


def second_signature(root):
    security = at(root, "s:Header/wsse:Security")
    security.append(deepcopy(at(security, "ds:Signature")))


def second_security(root):
    at(root, "s:Header").append(etree.Element(f"{{{WSSE}}}Security"))


def security_in_a_wrapper(root):
    header = at(root, "s:Header")
    wrapper = etree.SubElement(header, "wrapper")
    wrapper.append(at(header, "wsse:Security"))


def signature_in_the_header(root):
    at(root, "s:Header").append(at(root, "s:Header/wsse:Security/ds:Signature"))


def security_in_the_body(root):
    at(root, "s:Body").append(at(root, "s:Header/wsse:Security"))


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (unsigned, "xml.count"),
        (second_signature, "xml.count"),
        (second_security, "xml.count"),
        (security_in_the_body, "xml.count"),
        (security_in_a_wrapper, "xml.envelope"),
        (signature_in_the_header, "xml.envelope"),
        (lambda root: root.remove(at(root, "s:Body")), "xml.envelope"),
        (lambda root: root.append(deepcopy(at(root, "s:Body"))), "xml.envelope"),
        (lambda root: root.append(deepcopy(at(root, "s:Header"))), "xml.envelope"),
        (lambda root: root.append(etree.Element("more")), "xml.envelope"),
        (lambda root: root.insert(0, at(root, "s:Body")), "xml.envelope"),
        (lambda root: setattr(at(root, "s:Body"), "tag", f"{{{SOAP[1]}}}Body"), "xml.envelope"),
    ],
)
def test_envelopes_out_of_form(world, kind, edit, reason):
    data = edited(signed(world, kind), edit)
    assert reasons(world, data) == (reason,)
    assert reasons(world, data, verify=xml_documents.verify) != ()


def test_no_security_and_no_soap(world, kind):
    assert reasons(world, MESSAGE) == ("xml.count",)
    assert reasons(world, b"<Envelope><Header/><Body/></Envelope>") == ("xml.envelope",)
    inside = edited(
        signed(world, kind), lambda root: (lambda outer: (outer.append(root), outer)[1])(etree.Element("x"))
    )
    assert reasons(world, inside) == ("xml.envelope",)
    assert reasons(world, inside, verify=xml_documents.verify) != ()


def reference_markup(inside: str) -> str:
    return f'<w:SecurityTokenReference xmlns:w="{WSSE}">{inside}</w:SecurityTokenReference>'


def test_keys_named_otherwise(world):
    own = base64.b64encode(world.citizen["rsa"].certificate).decode()
    good = f'<w:KeyIdentifier ValueType="{X509}" EncodingType="{BASE64}">{own}</w:KeyIdentifier>'
    issuer = "<ds:X509Data><ds:X509IssuerSerial/></ds:X509Data>"
    for key_info, reason in (
        (reference_markup(good), None),
        (reference_markup(good.replace(f' EncodingType="{BASE64}"', "")), None),
        (reference_markup(""), "xml.key"),
        (reference_markup(good + good), "xml.key"),
        (reference_markup(good) + reference_markup(good), "xml.key"),
        (reference_markup(good.replace("X509v3", "X509SubjectKeyIdentifier")), "xml.key"),
        (reference_markup(good.replace("#Base64Binary", "#HexBinary")), "xml.key"),
        (reference_markup(issuer), "xml.key"),
        (issuer, "xml.key"),
        ("<ds:KeyValue/>", "xml.key"),
        (f"<ds:X509Data><ds:X509Certificate>{own}</ds:X509Certificate></ds:X509Data>", "xml.key"),
        (reference_markup(good.replace(own, "QUJD")), "certificate.form"),
        (reference_markup(good.replace(own, "")), "xml.signature"),
        (reference_markup('<w:Reference URI="#X509-1"/>'), "certificate.count"),
        (reference_markup('<w:Reference URI="http://127.0.0.1/"/>'), "certificate.count"),
        (reference_markup('<w:Reference URI=""/>'), "certificate.count"),
        (reference_markup('<w:Reference URI="#X509-1" ValueType="urn:other"/>'), "xml.key"),
    ):
        expected = () if reason is None else (reason,)
        assert reasons(world, signed(world, key_info=key_info)) == expected, key_info


def test_a_token_that_is_moved_doubled_or_exchanged(world, kind):
    data = signed(world, kind, token=True)

    def doubled(root):
        security = at(root, "s:Header/wsse:Security")
        security.insert(0, deepcopy(at(security, "wsse:BinarySecurityToken")))

    def moved(root):
        at(root, "s:Header").append(at(root, "s:Header/wsse:Security/wsse:BinarySecurityToken"))

    def exchanged(root):
        token = at(root, "s:Header/wsse:Security/wsse:BinarySecurityToken")
        token.text = base64.b64encode(world.other[kind].certificate).decode()

    assert reasons(world, edited(data, doubled)) == ("xml.id",)
    assert reasons(world, edited(data, moved)) == ("certificate.count",)
    assert reasons(world, edited(data, exchanged), iin=None) == ("signature",)
    assert reasons(world, data.replace(b"<t:route", b'<t:route ID="X509-1"')) == ("xml.id",)


def test_a_comment_does_not_shorten_a_text_of_the_body(world, kind):
    data = signed(world, kind)
    moved = data.replace(b"900101<!-- split -->900017", b"9001019<!-- -->0001<!-- -->7")
    answer = judge(world, moved)
    assert answer.verdict.verdict == "valid"
    assert at(answer.element, "t:request/iin").text == "900101900017"


def test_a_message_larger_than_messages_are(world, kind):
    big = signed(world, kind).replace(b"<t:route>1<", b"<t:route>" + b"1" * 1_000_000 + b"<")
    assert reasons(world, big) == ("xml.limit",)
    assert reasons(world, big, verify=xml_documents.verify) == ()
