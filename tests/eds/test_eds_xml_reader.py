"""The reader of strangers' XML: what it refuses, with which code, at what cost, and that it fetches nothing."""

import gc
import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import zholdama
from zholdama.eds import xml_reader
from zholdama.eds.xml_reader import FILE, MESSAGE, Limits, XmlRefused

LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, (b"&l%d;" % (n - 1)) * 10 if n else b"ha" * 10) for n in range(12)
)
HOSTILE = {
    "empty": (b"", "xml.form"),
    "spaces": (b" \n ", "xml.form"),
    "words": (b"hello", "xml.form"),
    "two roots": (b"<a/><b/>", "xml.form"),
    "text behind": (b"<a/>b", "xml.form"),
    "not closed": (b"<a><b></a>", "xml.form"),
    "cut": (b"<a><b>", "xml.form"),
    "half a comment": (b"<!-- <a/>", "xml.form"),
    "space before the declaration": (b' <?xml version="1.0"?><a/>', "xml.instruction"),
    "XML 1.1": (b'<?xml version="1.1"?><a/>', "xml.form"),
    "broken declaration": (b"<?xml nonsense?><a/>", "xml.form"),
    "entity not declared": (b"<a>&secret;</a>", "xml.form"),
    "illegal character": (b"<a>&#1;</a>", "xml.form"),
    "prefix not declared": (b"<p:a/>", "xml.form"),
    "attribute twice": (b'<a b="1" b="2"/>', "xml.form"),
    "attribute twice by namespace": (b'<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', "xml.form"),
    "doctype": (b"<!DOCTYPE a><a/>", "xml.doctype"),
    "doctype in lower case": (b"<!doctype a><a/>", "xml.doctype"),
    "doctype behind a comment": (b"<?xml version='1.0'?>\n<!-- - -->\n<!DOCTYPE a []><a/>", "xml.doctype"),
    "doctype behind a mark": (b"\xef\xbb\xbf<!DOCTYPE a><a/>", "xml.doctype"),
    "doctype inside": (b"<a><!DOCTYPE a></a>", "xml.form"),
    "entity": (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "xml.doctype"),
    "billion laughs": (b"<!DOCTYPE a [" + LAUGHS + b"]><a>&l11;</a>", "xml.doctype"),
    "quadratic": (
        b'<!DOCTYPE a [<!ENTITY e "' + b"x" * 100_000 + b'">]><a>' + b"&e;" * 50_000 + b"</a>",
        "xml.doctype",
    ),
    "parameter entity": (b'<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1/">%e;]><a/>', "xml.doctype"),
    "default attributes": (b'<!DOCTYPE a [<!ATTLIST a Id CDATA "x">]><a/>', "xml.doctype"),
    "instruction before": (b'<?xml-stylesheet href="http://127.0.0.1/"?><a/>', "xml.instruction"),
    "instruction inside": (b"<a><?php evil ?></a>", "xml.instruction"),
    "instruction behind": (b"<a/><?php evil ?>", "xml.instruction"),
    "UTF-16": ("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16"), "xml.encoding"),
    "UTF-16 without a mark": ("<a/>".encode("utf-16-le"), "xml.encoding"),
    "UTF-32": ("<a/>".encode("utf-32-be"), "xml.encoding"),
    "UTF-7 declared": (b'<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>', "xml.encoding"),
    "windows-1251 declared": (b'<?xml version="1.0" encoding="windows-1251"?><a/>', "xml.encoding"),
    "not UTF-8": (b"<a>\xc3\x28</a>", "xml.encoding"),
    "overlong": (b"<a>\xc0\xbc</a>", "xml.encoding"),
    "surrogate": (b"<a>\xed\xa0\x80</a>", "xml.encoding"),
    "zero byte": (b"<a>\0</a>", "xml.encoding"),
    "65 levels": (b"<a>" * 65 + b"</a>" * 65, "xml.limit"),
    "20,000 levels": (b"<a>" * 20_000 + b"</a>" * 20_000, "xml.limit"),
    "20,000 levels, cut": (b"<a>" * 20_000, "xml.limit"),
    "many elements": (b"<a>" + b"<b/>" * 10_000 + b"</a>", "xml.limit"),
    "many comments": (b"<a>" + b"<!---->" * 10_000 + b"</a>", "xml.limit"),
    "many comments before": (b"<!---->" * 10_002 + b"<a/>", "xml.limit"),
    "many attributes": (b"<a" + b"".join(b' b%d=""' % n for n in range(80_000)) + b"/>", "xml.limit"),
    "many namespaces": (b"<a" + b"".join(b' xmlns:b%d="u"' % n for n in range(40_000)) + b"/>", "xml.limit"),
    "namespaces one in another": (
        b"".join(b'<a xmlns:b%d="u" xmlns:c%d="u">' % (n, n) for n in range(40)) + b"</a>" * 40,
        "xml.limit",
    ),
    "many attributes in all": (b"<a>" + b'<b c="" d=""/>' * 3_400 + b"</a>", "xml.limit"),
    "a long name": (b"<" + b"a" * 900_000 + b"/>", "xml.limit"),
    "one byte too many": (b"<a>" + b"x" * (MESSAGE.size - 6) + b"</a>", "xml.limit"),
}


def refused(data: bytes, limits: Limits = MESSAGE) -> str:
    with pytest.raises(XmlRefused) as caught:
        xml_reader.read(data, limits)
    assert len(caught.value.detail) <= 200
    return caught.value.code


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_at_once(name):
    data, code = HOSTILE[name]
    start = time.perf_counter()
    assert refused(data) == code
    assert time.perf_counter() - start < 1


def test_what_is_within_the_limits_is_read():
    text = "<?xml version='1.0' encoding=\"utf-8\" standalone='yes'?>\n<!-- a -->\n<a>Ә<!-- b --><![CDATA[<]]></a>\n"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        root = xml_reader.read(data)
        assert root.tag == "a"
        assert "".join(root.itertext("a")) == "Ә<"
    assert xml_reader.read(b"<a>" * 64 + b"</a>" * 64).tag == "a"
    assert len(xml_reader.read(b"<a>" + b"<b/>" * 9_999 + b"</a>")) == 9_999
    assert xml_reader.read(b"<a>" + b"x" * (MESSAGE.size - 7) + b"</a>").tag == "a"
    assert xml_reader.read(b"<a" + b"".join(b' b%d=""' % n for n in range(128)) + b"/>").tag == "a"


def test_a_word_of_a_doctype_in_a_text_is_a_text():
    assert xml_reader.read(b"<a><![CDATA[<!DOCTYPE a>]]><!-- <!DOCTYPE a> --></a>").text == "<!DOCTYPE a>"


def test_fifty_megabytes_are_refused_unread():
    big = b"<a>" + bytes(50_000_000)
    start = time.perf_counter()
    assert refused(big, FILE) == "xml.limit"
    assert time.perf_counter() - start < 0.01


def test_nothing_is_fetched(tmp_path):
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "secret").write_text("secret")
    there = f"http://127.0.0.1:{server.server_port}"
    documents = (
        f'<!DOCTYPE a SYSTEM "{there}/dtd"><a/>',
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "{there}/entity">]><a>&e;</a>',
        f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{there}/parameter">%e;]><a/>',
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><a>&e;</a>',
        f'<?xml-stylesheet type="text/xsl" href="{there}/style"?><a/>',
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{there}/included"/></a>',
        (
            f'<a xmlns="{there}/namespace" xmlns:x="http://www.w3.org/2001/XMLSchema-instance" '
            f'x:schemaLocation="{there}/namespace {there}/schema"/>'
        ),
    )
    try:
        for document in documents:
            try:
                root = xml_reader.read(document.encode())
            except XmlRefused:
                continue
            assert "secret" not in "".join(root.itertext())
        assert asked == []
        # The listener does listen.
        import urllib.error
        import urllib.request

        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{there}/control")
        assert asked == ["/control"]
    finally:
        server.shutdown()
        server.server_close()


MEASURE = """
import sys
from zholdama.eds import xml_reader

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

def document(n):
    names = b"".join(b"<stranger%d_%d/>" % (n, each) for each in range(40_000))
    return b"<a>" + names + b"</a>"

def attributes(n):
    return b"<a" + b"".join(b' name%d_%d=""' % (n, each) for each in range(50_000)) + b"/>"

for n in range(40):
    if n == 10:
        before = resident()
    for data in (document(n), attributes(n), b"<a>" * 300_000):
        try:
            xml_reader.read(data)
        except xml_reader.XmlRefused:
            continue
        raise SystemExit("not refused")
print(resident() - before)
"""


def test_the_names_of_strangers_do_not_stay_in_memory():
    source = str(Path(zholdama.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": source, "MALLOC_ARENA_MAX": "1"},
        check=True,
    )
    assert int(done.stdout) < 20_000_000


def test_no_thread_stays_behind():
    before = threading.active_count()
    for _ in range(20):
        xml_reader.read(b"<a/>")
        refused(b"<a")
    gc.collect()
    assert threading.active_count() == before


def test_the_work_on_a_tree_may_refuse_it():
    def work(root):
        raise XmlRefused("xml.count", root.tag)

    with pytest.raises(XmlRefused, match=r"xml\.count: a"):
        xml_reader.read_and(b"<a/>", MESSAGE, work)


def test_what_looks_like_xml():
    for data in (b"<a/>", b"\xef\xbb\xbf<a/>", b" \r\n\t<"):
        assert xml_reader.looks_like_xml(data)
    for data in (b"", b"MIIB", b"-----BEGIN CMS-----", b"\x30\x82", b"\xff\xfe<\0"):
        assert not xml_reader.looks_like_xml(data)
