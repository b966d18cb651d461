"""The package as a whole: it can be lifted out, every reason has its words, the pins are in order."""

import ast
import re
from pathlib import Path

import pytest

import zholdama.eds
from zholdama.eds import pins, texts
from zholdama.eds.development import Credential, DevelopmentAuthority
from zholdama.eds.development_signing import sign

HERE = Path(zholdama.eds.__file__).parent
SOURCES = sorted(HERE.glob("*.py"))
OF_XML = {"wsse", "development_xml"} | {source.stem for source in SOURCES if source.stem.startswith("xml")}
"""Only these need lxml: CMS signatures are verified without it."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.stem)
def test_the_package_needs_nothing_of_the_house(source):
    names = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    ours = {name for name in names if name.startswith("zholdama")}
    assert all(name == "zholdama.eds" or name.startswith("zholdama.eds.") for name in ours)
    outside = {name.split(".")[0] for name in names}
    assert not outside & {"django", "asn1crypto"}
    if source.stem not in OF_XML:
        assert "lxml" not in outside
        assert not {name.rpartition(".")[2] for name in ours} & OF_XML


def test_the_modules_of_xml_are_those_that_are_named_so():
    needing = {source.stem for source in SOURCES if "lxml" in source.read_text()}
    assert needing <= OF_XML
    assert {name for name in OF_XML if not (HERE / f"{name}.py").exists()} == set()


def test_only_development_modules_can_sign():
    users = [
        source.stem
        for source in SOURCES
        if re.search(r"import .*development|from zholdama.eds.development", source.read_text())
    ]
    assert all(name.startswith("development") for name in users), users


REASON_IN_CALL = re.compile(r'\.(?:bad|not_made)\(\s*(?:"[a-z_.]+"|name),\s*"([a-z_.]+)"')
REASON_OF_A_SOURCE = re.compile(
    r'(?:Word\("none", |return |else |Unusable\()"((?:crl|ocsp|revocation)\.[a-z_]+)"'
)


def reasons_in_source() -> set[str]:
    """Every reason code that a check can give, read from the code."""
    found: set[str] = set()
    for source in SOURCES:
        text = source.read_text()
        prefix = "tst." if source.stem == "timestamp" else ""
        found |= {prefix + code for code in REASON_IN_CALL.findall(text)}
        found |= set(REASON_OF_A_SOURCE.findall(text))
        if source.stem in OF_XML:
            found |= set(re.findall(r'"(xml\.[a-z]+)"', text))
        found |= set(re.findall(r'return "(crl\.[a-z]+)"', text))
        found |= set(re.findall(r'"" if [^\n]* else "(crl\.[a-z]+)"', text))
    found |= {f"{kind}.{what}" for kind in ("iin", "bin") for what in ("count", "missing", "mismatch")}
    return found - {"crl.issuer"}


def test_every_reason_has_a_sentence_in_three_languages():
    codes = reasons_in_source()
    assert len(codes) > 50
    assert not {code for code in codes if code not in texts.REASONS}
    assert not set(texts.REASONS) - codes
    for code in codes:
        sentences = [texts.text(code, language) for language in texts.LANGUAGES]
        assert len(set(sentences)) == 3
        assert all(sentence.endswith(".") and len(sentence) < 110 for sentence in sentences)


def test_a_timestamps_reasons_say_so():
    assert texts.text("tst.chain.untrusted", "en").startswith("Timestamp. ")
    with pytest.raises(KeyError):
        texts.text("no.such.code", "kk")


def test_pins_are_whole_and_apart():
    every = [*pins.PRODUCTION, *pins.TEST]
    assert len({pin.sha256 for pin in every}) == len(every) == 17
    assert all(re.fullmatch(r"[0-9a-f]{64}", pin.sha256) for pin in every)
    assert pins.kind_of(pins.PRODUCTION[0].sha256) == "production"
    assert pins.kind_of(pins.TEST[0].sha256) == "test"
    assert pins.kind_of("0" * 64) is None


def test_a_development_authority_comes_back_from_its_folder(world, tmp_path):
    folder = tmp_path / "authority"
    with pytest.raises(FileNotFoundError):
        DevelopmentAuthority.load(folder)
    world.authority.save(folder)
    again = DevelopmentAuthority.load(folder)
    assert again.certificates == world.authority.certificates
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.glob("*.key"))
    for kind in ("rsa", "gost"):
        world.citizen[kind].save(folder, "citizen")
        who = Credential.load(folder, "citizen")
        assert who.certificate == world.citizen[kind].certificate
        signature = sign(world.content, who.key, who.certificate, at=world.at)
        assert world.judge(signature, store=again.store()).verdict == "valid"


def test_files_stay_short():
    assert {
        source.name: lines for source in SOURCES if (lines := len(source.read_text().splitlines())) > 250
    } == {}
