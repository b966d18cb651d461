"""The exported file: what is in it, and that two readers which share no line find every mutation of it."""

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.ledger import day

from zholdama.demonstration import centre as centres
from zholdama.ledger import export, exported
from zholdama.ledger.verification import ChainBroken

TOOL = day.tool()
COUNT = 1_000 if os.environ.get("ZHOLDAMA_PROVE") else 200
SEED = 2015


@pytest.fixture(scope="module")
def file(database: None) -> bytes:
    """Two chains in one file, cut from exports of two centres: about 60 steps and 9."""
    long, short = fresh(), fresh()
    end = day.visits(long, 17)
    day.case_at_the_counter(long, end)
    day.from_the_portal(long, end + 20 * day.MINUTE)
    day.visits(short, 3)
    return joined(long.provider_id, short.provider_id)


def fresh() -> Any:
    from tests.conftest import fresh_centre

    return fresh_centre(centres)


def joined(*providers: Any) -> bytes:
    """One file with the chains of these providers, as an export of a database with only these would be."""
    parts = [day.exported(provider).splitlines(keepends=True) for provider in sorted(providers)]
    last = b"".join(part[-1] for part in parts)
    return signed([line for part in parts for line in part[1:-1]], last, template=parts[0][0])


def signed(steps: list[bytes], heads: bytes, *, template: bytes) -> bytes:
    """A file of these lines under a header of their own, signed with the tests' key."""
    import hashlib

    header = json.loads(template)
    del header["signature"]
    header |= {
        "chains": heads.count(b"\n"),
        "entries": len(steps),
        "heads": hashlib.sha256(heads).hexdigest(),
    }
    signature = day.KEY.sign(export.HEADER_MARK + export.spelled(header)).hex()
    return export.spelled({**header, "signature": signature}) + b"\n" + b"".join(steps) + heads


def by_tool(content: bytes, key: str | None = None) -> tuple[str, int]:
    """(verdict, line) of the tool with the standard library alone."""
    try:
        TOOL.verify(io.BytesIO(content), key)
    except TOOL.Broken as broken:
        return "broken", broken.line
    return "good", 0


def by_product(content: bytes, key: str | None = None) -> tuple[str, int]:
    """(verdict, line) of the product's own reader."""
    try:
        exported.read(io.BytesIO(content), key=key)
    except ChainBroken as broken:
        return "broken", broken.at.line or 0
    return "good", 0


def test_an_export_is_good_in_both_readers_and_says_what_it_holds(file: bytes) -> None:
    assert by_tool(file) == by_product(file) == ("good", 0)
    assert by_tool(file, day.public_key()) == by_product(file, day.public_key()) == ("good", 0)
    lines = [json.loads(line) for line in file.splitlines()]
    header, heads = lines[0], lines[-2:]
    assert (header["format"], header["chains"], header["entries"]) == (export.FORMAT, 2, len(lines) - 3)
    assert header["public_key"] == day.public_key()
    order = [(line["provider"], json.loads(line["entry"])["sequence"]) for line in lines[1:-2]]
    assert order == sorted(order)
    for head in heads:
        steps = [line for line in lines[1:-2] if line["provider"] == head["head"]["provider"]]
        assert head["head"]["sequence"] == len(steps)
        assert head["head"]["hash"] == steps[-1]["hash"]
        assert head["head"]["at"] == max(json.loads(step["entry"])["at"] for step in steps)
    assert header["entries"] >= 60


def test_no_name_and_no_number_of_a_person_leaves_with_the_export(file: bytes) -> None:
    from zholdama.demonstration.residents import by_slug

    for resident in (by_slug()["aigerim"], by_slug()["dinara"]):
        for told in (resident.iin, resident.surname, resident.documents[0][1]):
            assert told
            assert told.encode() not in file


# Mutations ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutation:
    """A changed file, what was done, and the first line it touches."""

    content: bytes
    what: str
    line: int


def change_a_byte(lines: list[bytes], rng: random.Random) -> Mutation:
    at = rng.randrange(len(lines))
    place = rng.randrange(len(lines[at]))
    byte = rng.choice([b for b in range(256) if b != lines[at][place]])
    changed = lines[at][:place] + bytes([byte]) + lines[at][place + 1 :]
    return Mutation(b"".join([*lines[:at], changed, *lines[at + 1 :]]), f"byte {place}", at + 1)


def change_a_field(lines: list[bytes], rng: random.Random) -> Mutation:
    """A plausible value in the place of another, the line spelled as it should be."""
    at = rng.randrange(len(lines))
    document = json.loads(lines[at])
    inner = document.get("head", document)
    name = rng.choice(sorted(inner))
    inner[name] = other(inner[name], rng)
    changed = export.spelled(document) + b"\n"
    return Mutation(b"".join([*lines[:at], changed, *lines[at + 1 :]]), f"field {name}", at + 1)


def other(value: Any, rng: random.Random) -> Any:
    if isinstance(value, int):
        return value + rng.choice([-1, 1, 10])
    if value.startswith("{"):
        entry = json.loads(value)
        name = rng.choice(sorted(entry))
        entry[name] = other(entry[name], rng) if entry[name] is not None else "x"
        return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    place = rng.randrange(len(value))
    return value[:place] + ("1" if value[place] == "0" else "0") + value[place + 1 :]


def remove(lines: list[bytes], rng: random.Random) -> Mutation:
    at = rng.randrange(len(lines))
    count = rng.choice([1, 1, 1, 2, 5])
    return Mutation(b"".join(lines[:at] + lines[at + count :]), f"{count} removed", at + 1)


def cut_the_tail(lines: list[bytes], rng: random.Random) -> Mutation:
    at = rng.randrange(len(lines))
    if rng.random() < 0.5:
        return Mutation(b"".join(lines[:at]), "cut at a line", at + 1)
    return Mutation(
        b"".join(lines[:at]) + lines[at][: rng.randrange(len(lines[at]))], "cut in a line", at + 1
    )


def drop_a_chains_tail(lines: list[bytes], rng: random.Random) -> Mutation:
    """The last steps of one chain, with a head that says it."""
    owner = rng.choice(sorted({json.loads(line)["provider"] for line in lines[1:-2]}))
    own = [
        place for place, line in enumerate(lines) if line.startswith(b'{"entry"') and owner.encode() in line
    ]
    cut = rng.randrange(1, len(own))
    kept = [line for place, line in enumerate(lines) if place not in own[cut:]]
    last = json.loads(lines[own[cut - 1]])
    for place, line in enumerate(kept):
        document = json.loads(line)
        if "head" in document and document["head"]["provider"] == owner:
            document["head"] |= {"sequence": cut, "hash": last["hash"]}
            kept[place] = export.spelled(document) + b"\n"
    return Mutation(b"".join(kept), f"tail of {len(own) - cut} and its head", len(lines) - 1)


def drop_a_chain(lines: list[bytes], rng: random.Random) -> Mutation:
    """A whole chain with its head."""
    owner = rng.choice(sorted({json.loads(line)["provider"] for line in lines[1:-2]})).encode()
    first = next(place for place, line in enumerate(lines) if owner in line)
    return Mutation(b"".join(line for line in lines if owner not in line), "a whole chain", first + 1)


def put_in(lines: list[bytes], rng: random.Random) -> Mutation:
    at = rng.randrange(len(lines) + 1)
    line = rng.choice([b"\n", b"{}\n", b"junk\n", rng.choice(lines), rng.choice(lines)])
    twins = next(
        (n for n, own in enumerate(lines[at:]) if own != line), 0
    )  # beside its twin it is the second
    return Mutation(b"".join([*lines[:at], line, *lines[at:]]), f"put in {line[:12]!r}", at + 1 + twins)


def double(lines: list[bytes], rng: random.Random) -> Mutation:
    at = rng.randrange(len(lines))
    return Mutation(b"".join([*lines[: at + 1], *lines[at:]]), "doubled", at + 2)


def swap(lines: list[bytes], rng: random.Random) -> Mutation:
    one, two = sorted(rng.sample(range(len(lines)), 2))
    changed = list(lines)
    changed[one], changed[two] = changed[two], changed[one]
    return Mutation(b"".join(changed), f"swapped with {two + 1}", one + 1)


KINDS: tuple[Callable[[list[bytes], random.Random], Mutation], ...] = (
    change_a_byte,
    change_a_field,
    remove,
    cut_the_tail,
    drop_a_chains_tail,
    drop_a_chain,
    put_in,
    double,
    swap,
)


def test_every_mutation_is_found_and_located_by_both_readers(file: bytes) -> None:
    lines = file.splitlines(keepends=True)
    rng = random.Random(SEED)
    exact = done = 0
    for number in range(COUNT):
        kind = KINDS[number % len(KINDS)]
        mutation = kind(lines, rng)
        if mutation.content == file:
            continue
        done += 1
        told = f"{kind.__name__}: {mutation.what} at line {mutation.line}"
        found = by_tool(mutation.content)
        assert found[0] == "broken", f"not found: {told}"
        assert 1 <= found[1] <= mutation.line, f"{told} was located at line {found[1]}"
        assert found == by_product(mutation.content), f"the two readers disagree on {told}"
        exact += found[1] == mutation.line
    print(
        f"{done} mutations of {len(lines)} lines, all found; {exact} at the very line, the others before it"
    )
    assert done > COUNT * 0.98
    assert exact > done * 0.6


def test_one_step_changed_removed_or_moved_is_named_exactly(file: bytes) -> None:
    lines = file.splitlines(keepends=True)
    for at in range(1, len(lines) - 2):
        gone = b"".join(lines[:at] + lines[at + 1 :])
        assert by_tool(gone) == ("broken", at + 1)
        changed = lines[at].replace(b'\\"act\\":\\"', b'\\"act\\":\\"x', 1)
        assert changed != lines[at]
        assert by_tool(b"".join([*lines[:at], changed, *lines[at + 1 :]])) == ("broken", at + 1)


def test_a_file_rewritten_whole_needs_the_key(file: bytes) -> None:
    """Whoever recomputes every hash still cannot sign; and with a key of his own he is found by --key alone."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    stranger = Ed25519PrivateKey.generate()
    lines = file.splitlines(keepends=True)
    heads = []
    for line in lines[-2:]:
        head = json.loads(line)["head"]
        signature = stranger.sign(export.HEAD_MARK + export.spelled(head)).hex()
        heads.append(export.spelled({"head": head, "signature": signature}) + b"\n")
    assert by_tool(b"".join(lines[:-2] + heads))[0] == "broken"
    header = {**json.loads(lines[0]), "public_key": export.public_hex(stranger)}
    del header["signature"]
    import hashlib

    header["heads"] = hashlib.sha256(b"".join(heads)).hexdigest()
    signature = stranger.sign(export.HEADER_MARK + export.spelled(header)).hex()
    forged = export.spelled({**header, "signature": signature}) + b"\n" + b"".join(lines[1:-2] + heads)
    assert by_tool(forged) == by_product(forged) == ("good", 0), "without --key only the file speaks"
    assert by_tool(forged, day.public_key()) == by_product(forged, day.public_key()) == ("broken", 1)


def test_a_heads_signature_serves_nothing_else(file: bytes) -> None:
    """An older head of the same chain, truly signed, does not fit under this header."""
    lines = file.splitlines(keepends=True)
    step = json.loads(lines[-4])
    head = json.loads(lines[-1])["head"]
    older = head | {"sequence": head["sequence"] - 1, "hash": step["hash"]}
    signature = day.KEY.sign(export.HEAD_MARK + export.spelled(older)).hex()
    replaced = b"".join(
        [*lines[:-3], lines[-2], export.spelled({"head": older, "signature": signature}) + b"\n"]
    )
    assert by_tool(replaced) == by_product(replaced) == ("broken", 1)


def test_an_installation_without_a_step_exports_an_empty_list() -> None:
    empty = signed([], b"", template=b'{"exported_at":"2025-01-07T00:00:00.000000Z","format":"%s","public_key":"%s",'
                   b'"signature":""}' % (export.FORMAT.encode(), day.public_key().encode()))  # fmt: skip
    assert by_tool(empty) == by_product(empty) == ("good", 0)
    assert by_tool(empty + b"\n") == by_product(empty + b"\n") == ("broken", 2)


@pytest.mark.parametrize(
    "junk", [b"", b"\n", b"\xff\xfe", b"[" * 100_000, b'{"a":1}\n', b"null\n", b'"' + b"x" * 99]
)
def test_junk_is_broken_and_not_an_error(junk: bytes) -> None:
    assert by_tool(junk) == by_product(junk) == ("broken", 1)


def test_ed25519_of_the_tool_is_that_of_the_rfc() -> None:
    """RFC 8032, section 7.1: TEST 1, TEST 2 and TEST 3; and a signature that is malleable elsewhere."""
    vectors = [
        ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]  # fmt: skip
    for key, message, signature in vectors:
        said = bytes.fromhex(message)
        assert TOOL.is_signed(said, signature, key)
        assert not TOOL.is_signed(said + b"\0", signature, key)
        assert not TOOL.is_signed(said, signature[:-1] + ("1" if signature[-1] == "0" else "0"), key)
        s = int.from_bytes(bytes.fromhex(signature[64:]), "little") + TOOL.ORDER
        assert not TOOL.is_signed(said, signature[:64] + s.to_bytes(32, "little").hex(), key)
        assert not TOOL.is_signed(said, signature.upper(), key)


def test_ed25519_of_the_tool_agrees_with_openssl() -> None:
    rng = random.Random(SEED)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for length in range(40):
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        message, public = rng.randbytes(length), export.public_hex(key)
        signature = key.sign(message)
        assert TOOL.is_signed(message, signature.hex(), public)
        bad = bytearray(signature)
        bad[length] ^= 1 << rng.randrange(8)
        assert not TOOL.is_signed(message, bad.hex(), public)


def test_the_tool_runs_alone(file: bytes, tmp_path: Any) -> None:
    """Isolated (-I: no site packages of ours on the path), from another folder, as an auditor would."""
    script = tmp_path / "verify_ledger.py"
    script.write_bytes((day.ROOT / "tools" / "verify_ledger.py").read_bytes())
    assert len(script.read_text().splitlines()) < 200
    good, broken = tmp_path / "good.jsonl", tmp_path / "broken.jsonl"
    good.write_bytes(file)
    broken.write_bytes(file[:-1])

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "-S", str(script), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    answer = run(str(good))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert export.fingerprint(day.public_key()) in answer.stdout
    assert run(str(good), "--key", day.public_key()).returncode == 0
    assert run(str(good), "--key", "00" * 32).returncode == 1
    answer = run(str(broken))
    assert answer.returncode == 1
    assert answer.stdout.startswith("broken: line ")
    assert run(str(tmp_path / "none")).returncode == 2
