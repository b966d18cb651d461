"""Canonical XML against vectors written by hand, the library's whole documents, and another implementation."""

import random
import threading
import time
from xml.etree import ElementTree

import pytest
from lxml import etree

from zholdama.eds import xml_reader
from zholdama.eds.xml_algorithms import C14N, CANONICAL, EXC_C14N
from zholdama.eds.xml_canonical import canonical
from zholdama.eds.xml_reader import XmlRefused

INCLUSIVE, EXCLUSIVE = CANONICAL[C14N], CANONICAL[EXC_C14N]

# The two forms of one element, after the examples of the recommendations (Canonical XML 1.0, 3.2 to 3.4;
# Exclusive Canonical XML 1.0, 2.2), written out by hand.
WHOLE = [
    (
        (
            '<?xml version="1.0"?>\n<!-- out --><d  b=\'2\'   a="1&lt;&#9;&#13;&quot;"  ><e/><!-- in -->'
            "<![CDATA[<&>]]>&#xD;\r\n\"'Ә</d>\n"
        ),
        '<d a="1&lt;&#x9;&#xD;&quot;" b="2"><e></e>&lt;&amp;&gt;&#xD;\n"\'Ә</d>',
        None,
    ),
    (
        (
            '<d xmlns="urn:a"><e xmlns="urn:a" xmlns:z="urn:z" z:k="1" b="2" xmlns:y="urn:y"><f xmlns=""><g'
            ' xmlns="urn:a"/></f></e></d>'
        ),
        (
            '<d xmlns="urn:a"><e xmlns:y="urn:y" xmlns:z="urn:z" b="2" z:k="1"><f xmlns=""><g xmlns="urn:a"></g>'
            "</f></e></d>"
        ),
        '<d xmlns="urn:a"><e xmlns:z="urn:z" b="2" z:k="1"><f xmlns=""><g xmlns="urn:a"></g></f></e></d>',
    ),
    (
        '<d xmlns:a="urn:z" xmlns:b="urn:a" b:x="1" a:x="2" x="3" xml:lang="kk"><a:c/><b:c/></d>',
        '<d xmlns:a="urn:z" xmlns:b="urn:a" x="3" xml:lang="kk" b:x="1" a:x="2"><a:c></a:c><b:c></b:c></d>',
        None,
    ),
    (
        '<d>  <e   xml:space="preserve" > a\tb </e  >\n\n</d>',
        '<d>  <e xml:space="preserve"> a\tb </e>\n\n</d>',
        None,
    ),
]
PART = (
    '<n0:l xmlns:n0="foo:bar" xmlns:n3="ftp://example.org" xmlns:never="urn:never" xml:lang="ru">\n'
    ' <m xml:lang="kk" xml:space="default"><n1:e xmlns:n1="http://example.net" xml:space="preserve">\n'
    "  <n3:s/>\n </n1:e></m>tail</n0:l>"
)


@pytest.mark.parametrize(("source", "inclusive", "exclusive"), WHOLE)
def test_whole_documents(source, inclusive, exclusive):
    root = xml_reader.read(source.encode())
    assert canonical(root, INCLUSIVE).decode() == inclusive
    assert canonical(root, EXCLUSIVE).decode() == (exclusive or inclusive)
    assert canonical(root, INCLUSIVE) == etree.tostring(root, method="c14n", with_comments=False)


def test_a_part_of_a_document():
    element = xml_reader.read(PART.encode())[0][0]
    inside = "\n  <n3:s></n3:s>\n </n1:e>"
    assert canonical(element, INCLUSIVE).decode() == (
        '<n1:e xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" '
        'xmlns:never="urn:never" xml:lang="kk" xml:space="preserve">' + inside
    )
    assert dict(element.attrib) == {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
    assert canonical(element, EXCLUSIVE).decode() == (
        '<n1:e xmlns:n1="http://example.net" xml:space="preserve">\n'
        '  <n3:s xmlns:n3="ftp://example.org"></n3:s>\n </n1:e>'
    )
    listed = EXCLUSIVE._replace(prefixes=("n3", "n0", "unknown"))
    assert canonical(element, listed).decode() == (
        '<n1:e xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" '
        'xml:space="preserve">' + inside
    )


def test_a_default_namespace_taken_back_above():
    element = xml_reader.read(b'<a xmlns="urn:a"><b xmlns=""><c/></b></a>')[0][0]
    assert canonical(element, INCLUSIVE) == canonical(element, EXCLUSIVE) == b"<c></c>"


def test_a_list_of_prefixes_means_the_same_in_every_thread():
    data = b'<a xmlns:newcomer="urn:n"><b newcomer:x="1"><c newcomer:y="2"/></b><d><e newcomer:y=""/></d></a>'
    form = EXCLUSIVE._replace(prefixes=("newcomer", 'x"/><evil', "xml", "xmlns", "1"))
    expected = b'<d xmlns:newcomer="urn:n"><e newcomer:y=""></e></d>'
    found = [
        canonical(xml_reader.read(data)[1], form),
        xml_reader.read_and(data, xml_reader.MESSAGE, lambda root: canonical(root[1], form)),
    ]
    root = xml_reader.read(data)
    thread = threading.Thread(target=lambda: found.append(canonical(root[1], form)))
    thread.start()
    thread.join()
    assert found == [expected] * 3


def test_the_default_namespace_in_the_list():
    form = EXCLUSIVE._replace(prefixes=("#default", "p"))
    for source, expected in (
        ('<p:a xmlns:p="urn:p" xmlns:q="urn:q"><b/></p:a>', '<p:a xmlns:p="urn:p"><b></b></p:a>'),
        ('<p:a xmlns:p="urn:p" xmlns="urn:d"><b/></p:a>', '<p:a xmlns="urn:d" xmlns:p="urn:p"><b></b></p:a>'),
        (
            '<p:a xmlns:p="urn:p" xmlns="urn:d"><p:b xmlns=""><c/></p:b></p:a>',
            '<p:a xmlns="urn:d" xmlns:p="urn:p"><p:b xmlns=""><c></c></p:b></p:a>',
        ),
    ):
        assert canonical(xml_reader.read(source.encode()), form).decode() == expected


def test_a_default_namespace_declared_above_the_part():
    source = (
        f'<a xmlns="urn:a" xmlns:p="urn:p"><s xmlns="{"urn:s"}"><i><j><k xmlns=""><l/></k></j></i></s></a>'
    )
    part = xml_reader.read(source.encode())[0][0]
    inside = '<j><k xmlns=""><l></l></k></j></i>'
    assert canonical(part, INCLUSIVE).decode() == '<i xmlns="urn:s" xmlns:p="urn:p">' + inside
    assert canonical(part, EXCLUSIVE).decode() == '<i xmlns="urn:s">' + inside


def test_two_prefixes_of_one_namespace_are_kept_apart():
    source = b'<a xmlns:p="urn:p" xmlns:q="urn:p" p:x="1" y="0" q:z="2"><q:b q:x=""/><b p:x="" x=""/></a>'
    root = xml_reader.read(source)
    assert canonical(root, INCLUSIVE) == etree.tostring(root, method="c14n")
    assert canonical(root, EXCLUSIVE) == etree.tostring(root, method="c14n", exclusive=True)
    assert canonical(root[1], EXCLUSIVE) == b'<b xmlns:p="urn:p" x="" p:x=""></b>'


def test_a_namespace_that_has_no_canonical_form():
    root = xml_reader.read(b'<a xmlns:p="relative/name"><p:b/></a>')
    with pytest.raises(XmlRefused, match=r"xml\.transform"):
        canonical(root, INCLUSIVE)


def random_document(chance: random.Random, apart: str | None = None) -> str:
    """A document with namespaces declared, repeated and shadowed at every level.

    No two prefixes share a namespace unless `apart` is empty: one implementation keeps names, not prefixes.
    """

    def element(depth: int, known: dict[str, str]) -> str:
        declared = {
            prefix: f"urn:{prefix if apart is None else apart}{chance.randrange(2)}"
            for prefix in chance.sample(["", "p", "q", "r"], chance.randrange(3))
        }
        scope = {**known, **declared}
        prefixes = [each for each in scope if each]
        words = [f'xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in declared.items()]
        own = {f"a{chance.randrange(5)}": chance.choice(["1", "&lt;&#9;", "Ә&amp;"])}
        if prefixes:
            own[f"{chance.choice(prefixes)}:b"] = "&quot;2'"
        words += [f'{name}="{value}"' for name, value in own.items()]
        chance.shuffle(words)
        prefix = chance.choice(["", *prefixes])
        name = f"{prefix}:e" if prefix else "e"
        inside = "".join(
            chance.choice(["text ", "&gt;\n", "<![CDATA[<&]]>", "<!-- c -->", "&#13;"])
            + (element(depth + 1, scope) if depth < 4 else "")
            for _ in range(chance.randrange(4))
        )
        return f"<{name} {' '.join(words)}>{inside}</{name}>"

    return element(0, {})


def test_the_library_agrees_on_whole_documents():
    chance = random.Random(9)
    for _ in range(300):
        root = xml_reader.read(random_document(chance, "").encode())
        assert canonical(root, INCLUSIVE) == etree.tostring(root, method="c14n", with_comments=False)
        form = EXCLUSIVE._replace(prefixes=("p", "r"))
        for each in ("p", "q", "r"):
            etree.fromstring(f'<met xmlns:{each}="urn:met"/>')
        expected = etree.tostring(
            root, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=["p", "r"]
        )
        assert canonical(root, form) == expected


def test_another_implementation_agrees_on_the_exclusive_form():
    chance = random.Random(7)
    lengths = set()
    for _ in range(300):
        source = random_document(chance)
        made = canonical(xml_reader.read(source.encode()), EXCLUSIVE).decode()
        assert made == ElementTree.canonicalize(source)
        lengths.add(len(made))
    assert len(lengths) > 100


def test_the_canonical_form_is_its_own_canonical_form():
    chance = random.Random(8)
    for _ in range(100):
        for form in (INCLUSIVE, EXCLUSIVE):
            made = canonical(xml_reader.read(random_document(chance).encode()), form)
            assert canonical(xml_reader.read(made), form) == made


def test_the_most_that_a_message_may_hold_takes_a_moment():
    limits = xml_reader.MESSAGE
    names = "".join(f' xmlns:p{n}="urn:p"' for n in range(limits.namespaces))
    one = "<b" + "".join(f' p1:x{n}=""' for n in range(limits.attributes)) + "/>"
    for source in (
        f"<a{names}>" + '<b p1:x=""/>' * (limits.nodes // 2 - 60) + "</a>",
        f"<a{names}>" + one * (limits.nodes // 130) + "</a>",
    ):
        root = xml_reader.read(source.encode())
        for form in (INCLUSIVE, EXCLUSIVE):
            start = time.process_time()
            assert canonical(root, form)
            assert time.process_time() - start < 3
