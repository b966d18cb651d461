"""The verifier without a network, in a real Chromium: its server is stopped and the browser set offline (J23, B17)."""

import base64
import io
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from journey_steps import violations
from PIL import Image, ImageFilter
from tests.acting import AT, changed, doorkeeper, newcomer, sql, staff
from tests.conftest import chromium, fresh_centre

from conftest import CLOCK, running
from zholdama.demonstration import acts
from zholdama.demonstration import centre as centres
from zholdama.papers import keys, published_list, token
from zholdama.papers import queries as papers
from zholdama.papers.verification import PdfFileReader, verify_text  # type: ignore[attr-defined]
from zholdama.passport.texts import Text
from zholdama.referrals import publishing, queries

pytestmark = pytest.mark.browser

CHANGES = 10_000 if os.environ.get("ZHOLDAMA_PROVE") else 1_000
NOW = datetime.fromisoformat(CLOCK) + timedelta(minutes=30)


@dataclass(frozen=True)
class Issued:
    """A referral as its holder has it."""

    case: acts.Case
    pdf: bytes
    text: str
    number: str


def issue(centre: Any, minutes: int) -> Issued:
    at = AT + timedelta(minutes=minutes)
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman1", 0, at + timedelta(minutes=1))
    case = acts.register_package(centre, "maman1", ticket, newcomer(), measure="job_placement", at=at)
    acts.propose(centre, "maman1", case, at + timedelta(minutes=2))
    acts.sign(centre, case, at + timedelta(minutes=3))
    acts.hand_over(centre, "maman1", case, at + timedelta(minutes=4))
    acts.finish(centre, "maman1", ticket, at + timedelta(minutes=5))
    with staff(centre, "maman1", at + timedelta(minutes=6)):
        found = papers.newest(case.application_id, "referral")
    assert found is not None
    info = PdfFileReader(io.BytesIO(found[1]), strict=False).trailer["/Info"]
    return Issued(case, found[1], str(info["/Keywords"]), str(info["/Subject"]))


def stranger(provider: str) -> str:
    """A well-made token whose key nobody has published."""
    own = keys.new_keys(
        provider=keys.Provider(code=provider, names=Text(kk="х", ru="х", en="x")),
        not_before=AT - timedelta(days=1),
        not_after=AT + timedelta(days=9),
    )
    return token.issue(claims(provider=provider), key=own.token_key)


def claims(**more: Any) -> token.Claims:
    plain = token.Claims(
        number="RX-25-000001",
        kind="training",
        initials="Ә.Ғ.",
        issued_at=AT,
        valid_until=(AT + timedelta(days=7)).date(),
        provider="X",
        code=bytes(16),
    )
    return replace(plain, **more)


@dataclass
class Away:
    """The page without a network, and the referrals it is asked about."""

    page: Any
    good: Issued
    withdrawn: Issued
    replaced: Issued
    centre: Any

    def open(self, language: str = "en", at: datetime = NOW) -> None:
        self.page.clock.set_fixed_time(at)
        self.page.goto(f"/verify/offline/?lang={language}")
        self.page.wait_for_selector("[data-list-state=offline]")

    def ask(self, text: str) -> str:
        self.page.locator("[data-part=text]").fill(text)
        self.page.locator("[data-part=form] button").click()
        return self.answer()

    def answer(self) -> str:
        self.page.wait_for_selector("[data-part=answer] h2")
        shown = str(self.page.locator("[data-part=answer]").inner_text())
        self.page.evaluate("document.querySelector('[data-part=answer]').replaceChildren()")
        return shown


def ended(case: acts.Case, state: str) -> None:
    statement = "UPDATE referrals_referral SET state = %s WHERE application_id = %s"
    assert changed(statement, [state, case.application_id], alias="owner") == 1


@pytest.fixture(scope="module")
def away(browser: Any, database: None) -> Iterator[Away]:
    centre = fresh_centre(centres)
    good, withdrawn, replaced = (issue(centre, minutes) for minutes in (0, 6, 12))
    ended(withdrawn.case, "withdrawn")
    ended(replaced.case, "replaced")
    strays: list[str] = []
    with running(clock=CLOCK) as site:
        context = browser.new_context(base_url=site.address, viewport={"width": 360, "height": 800})
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: strays.append(f"script error: {error}"))
        page.on("console", lambda m: strays.append(f"console: {m.text}") if m.type == "error" else None)
        page.clock.install(time=NOW)
        page.goto("/verify/offline/?lang=en")
        page.wait_for_selector("[data-kept]", state="attached")
        page.wait_for_selector("[data-list-state=fresh]", state="attached")
        site.process.terminate()
        site.process.wait(timeout=20)
        context.set_offline(True)
        yield Away(page, good, withdrawn, replaced, centre)
        context.close()
    expected = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_FAILED")
    assert [stray for stray in strays if not any(one in stray for one in expected)] == []


def test_it_opens_and_says_how_old_its_list_is(away: Away) -> None:
    away.open("kk")
    assert away.page.title() == "Жолдаманы интернетсіз тексеру – Жолдама"
    away.open("en", NOW + timedelta(days=2, hours=3))
    said = away.page.locator("[data-part=list]").inner_text()
    assert "06.01.2025, 10:0" in said
    assert "2 d 3 h" in said
    assert "older than a day" in said
    away.open("ru")
    assert re.search(r"(29|30) мин", away.page.locator("[data-part=list]").inner_text())


def test_valid_is_never_only_green(away: Away) -> None:
    away.open()
    assert away.page.locator("[data-part=stop]").is_hidden()
    shown = away.ask(away.good.text)
    assert "Valid" in shown
    initials = sql(
        "SELECT p.surname, p.given_name FROM identity_person p JOIN referrals_referral r ON r.person_id = p.id "
        "WHERE r.application_id = %s",
        [away.good.case.application_id],
        alias="owner",
    )[0]
    with doorkeeper():
        key = next(one for one in queries.keyring().keys if one.provider.code == away.centre.code)
    for said in (
        away.good.number,
        "Job placement",
        key.provider.names.en,
        f"{initials[0][0]}.{initials[1][0]}.",
        "06.01.2025",
        "Compare every line",
        "Age of the list:",
        "withdrawn or replaced since is not known",
    ):
        assert said in shown
    assert initials[0] not in shown


def test_the_other_states(away: Away) -> None:
    away.open()
    assert "Withdrawn" in (shown := away.ask(away.withdrawn.text))
    assert away.withdrawn.number in shown
    assert "Replaced" in (shown := away.ask(away.replaced.text))
    assert away.replaced.number in shown
    changed_text = away.good.text[:-3] + ("A" if away.good.text[-3] != "A" else "B") + away.good.text[-2:]
    assert "Not genuine" in (shown := away.ask(changed_text))
    assert away.good.number not in shown
    assert "Key not known" in (shown := away.ask(stranger(away.centre.code)))
    assert "RX-25-000001" not in shown
    assert "says nothing without internet" in away.ask("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-A")
    away.open(at=NOW + timedelta(days=30))
    assert "Expired" in away.ask(away.good.text)
    away.open(at=NOW - timedelta(days=30))
    assert "clock of this device seems to be wrong" in away.ask(away.good.text)


def test_typed_with_spaces_and_small_letters(away: Away) -> None:
    away.open()
    typed = " ".join(away.good.text.lower()[start : start + 40] for start in range(0, 400, 40))
    assert "Valid" in away.ask(f"\n {typed} \n")


def bad_copy(pdf: bytes) -> Image.Image:
    """The first page at 200 dpi, copied twice with noise and blur."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    for turn in range(2):
        noise = Image.effect_noise(page.size, 60 + turn)
        page = Image.blend(page.filter(ImageFilter.GaussianBlur(1.0)), noise, 0.15).rotate(0.5, fillcolor=255)
    return page


def test_a_picture_of_a_bad_copy_is_read(away: Away, tmp_path: Path) -> None:
    away.open()
    bad_copy(away.good.pdf).save(tmp_path / "copy.jpg", quality=70)
    away.page.locator("[data-part=picture]").set_input_files(tmp_path / "copy.jpg")
    shown = away.answer()
    assert "Valid" in shown, shown
    assert away.good.number in shown
    Image.new("L", (400, 400), 255).save(tmp_path / "empty.png")
    away.page.locator("[data-part=picture]").set_input_files(tmp_path / "empty.png")
    assert "No QR was found" in away.answer()


@pytest.mark.parametrize(("language", "width"), [("kk", 320), ("kk", 1280), ("ru", 360), ("en", 1280)])
def test_axe_finds_nothing(away: Away, language: str, width: int) -> None:
    away.page.set_viewport_size({"width": width, "height": 900})
    away.open(language)
    away.page.locator("[data-part=text]").fill(away.good.text)
    away.page.locator("[data-part=form] button").click()
    away.page.wait_for_selector("[data-part=answer] h2")
    away.page.clock.resume()
    if folder := os.environ.get("ZHOLDAMA_SCREENS"):
        away.page.screenshot(path=f"{folder}/offline-{language}-{width}.png", full_page=True)
    found = violations(away.page)
    wide = away.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert (found, wide) == ([], False)


# --- the same verdicts as the server's own verification ---

OWN = keys.new_keys(
    provider=keys.Provider(code="X", names=Text(kk="Орталық", ru="Центр", en="Centre")),
    not_before=AT - timedelta(days=1),
    not_after=AT + timedelta(days=9),
)
LIST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
JUDGE = """async ([list, key, texts, at, by]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { readList } = await import("/static/portal/offline/list.js");
  const { judge } = await import("/static/portal/offline/judging.js");
  const read = await readList(bytes(list), bytes(key));
  const found = [];
  for (const text of texts) {
    const { verdict, reason } = await judge(text, read, at);
    found.push(`${verdict} ${reason}`);
  }
  return found;
}"""


def by_script(away: Away, ring: keys.KeyRing, texts: list[str], at: datetime) -> list[str]:
    content = base64.b64encode(published_list.make(ring, key=LIST_KEY)).decode()
    public = base64.b64encode(LIST_KEY.public_key().public_bytes_raw()).decode()
    return list(away.page.evaluate(JUDGE, [content, public, texts, int(at.timestamp()), ""]))


def by_server(ring: keys.KeyRing, texts: list[str], at: datetime) -> list[str]:
    verdicts = (verify_text(text, keyring=ring, at=at) for text in texts)
    return [f"{one.verdict} {one.reason}" for one in verdicts]


def ring_of(*known: keys.PublicKeys, **more: Any) -> keys.KeyRing:
    return keys.KeyRing(as_of=AT, keys=known, **more)


def one_byte_changes(text: str, count: int) -> list[str]:
    """Half of them another letter in the text, half another byte in the envelope, written out again."""
    rng = random.Random(20250106)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcxyz0189=: \n-Ә"
    letters = text.removeprefix(token.PREFIX)
    envelope = base64.b32decode(letters + "=" * (-len(letters) % 8))
    found = []
    for turn in range(count):
        if turn % 2:
            place = rng.randrange(len(text))
            letter = rng.choice([one for one in alphabet if one != text[place]])
            found.append(text[:place] + letter + text[place + 1 :])
        else:
            spoilt = bytearray(envelope)
            spoilt[rng.randrange(len(spoilt))] ^= rng.randrange(1, 256)
            found.append(token.PREFIX + base64.b32encode(bytes(spoilt)).decode().rstrip("="))
    return found


def test_one_byte_changes_are_refused_by_both(away: Away) -> None:
    away.open()
    ring, text = ring_of(OWN.public), token.issue(claims(), key=OWN.token_key)
    texts = [text, *one_byte_changes(text, CHANGES)]
    ours, theirs = by_server(ring, texts, NOW), by_script(away, ring, texts, NOW)
    assert ours[0] == theirs[0] == "valid good"
    assert [pair for pair in zip(texts, ours, theirs, strict=True) if pair[1] != pair[2]] == []
    accepted = [one for one in theirs[1:] if one.split()[0] not in {"forged", "unknown_key"}]
    counted = {one: theirs.count(one) for one in sorted(set(theirs))}
    print(f"{CHANGES} one-byte changes, both verifiers: {counted}")
    assert accepted == []


def signed(payload: bytes) -> str:
    """Any payload under a true signature: what only the holder of the key can make."""
    from cwt import COSE, COSEKey

    pem = OWN.to_pem().split(b"-----BEGIN ")[1]
    head = {1: -8, 4: bytes.fromhex(OWN.public.key_id)}
    key = COSEKey.from_pem(b"-----BEGIN " + pem)
    envelope = COSE.new().encode_and_sign(payload, key, protected=head, unprotected={})
    return token.PREFIX + base64.b32encode(envelope).decode().rstrip("=")


def odd_payloads() -> list[bytes]:
    import cbor2

    plain = {1: "X", 2: "N-1", 4: int(token.end_of_validity(AT.date()).timestamp()), 6: int(AT.timestamp()),
             7: bytes(16), -65537: [3, "Ә."]}  # fmt: skip
    true = cbor2.dumps(plain, canonical=True)
    odd = [
        {**plain, 4: plain[4] + 1}, {**plain, 4: None}, {**plain, 6: True}, {**plain, 6: float(plain[6])},
        {**plain, 6: -5}, {**plain, 7: "0123456789abcdef"}, {**plain, 7: bytes(15)}, {**plain, -65537: [9, "Ә."]},
        {**plain, -65537: ["training", "Ә."]}, {**plain, -65537: ["refusal", "Ә."]}, {**plain, -65537: [True, "Ә."]},
        {**plain, -65537: [3]}, {**plain, -65537: [3, 3]}, {**plain, 2: 5}, {**plain, 1: "Y"}, {**plain, 9: 1},
        {key: value for key, value in plain.items() if key != 4},
        {key: value for key, value in plain.items() if key != 7},
        {**plain, 2: "\ufeffN"}, {**plain, 2: ""}, {**plain, 6: 2**60}, [1, 2, 3] * 10, "text" * 10,
    ]  # fmt: skip
    return [
        true,
        cbor2.dumps(dict(reversed(list(plain.items())))),  # keys in another order
        true + b"\0",
        true.replace(b"\x02cN-1", b"\x02\x78\x03N-1"),  # a length not in its shortest form
        true.replace(b"\x02cN-1", b"\x02c\xff-1"),  # no UTF-8
        true.replace(b"\xa6\x01", b"\xbf\x01") + b"\xff",  # a map without a length
        *(cbor2.dumps(one, canonical=True) for one in odd),
    ]


def test_odd_claims_under_a_true_signature_get_one_verdict(away: Away) -> None:
    away.open()
    texts = [signed(payload) for payload in odd_payloads() if len(payload) >= 24]
    ring = ring_of(OWN.public)
    ours, theirs = by_server(ring, texts, AT), by_script(away, ring, texts, AT)
    assert ours == theirs
    assert ours[0] == "valid good"
    assert ours.count("valid good") < 6


def test_keys_and_lists_count_alike(away: Away) -> None:
    away.open()
    text = token.issue(claims(), key=OWN.token_key)
    listed = frozenset({keys.code_hash(bytes(16))})
    rings = {
        "withdrawn": ring_of(OWN.public, withdrawn=listed),
        "replaced": ring_of(OWN.public, replaced=listed),
        "revoked": ring_of(replace(OWN.public, revoked_at=AT)),
        "retired": ring_of(replace(OWN.public, not_after=AT)),
        "retires": ring_of(replace(OWN.public, not_after=AT + timedelta(seconds=1))),
        "other office": ring_of(
            replace(OWN.public, provider=keys.Provider(code="Y", names=OWN.provider.names))
        ),
        "none": ring_of(),
    }
    end = token.end_of_validity((AT + timedelta(days=7)).date())
    for name, ring in rings.items():
        for at in (AT - timedelta(days=1), NOW, end - timedelta(seconds=1), end):
            assert by_script(away, ring, [text], at) == by_server(ring, [text], at), (name, at)


def test_the_library_and_the_browser_agree_on_signatures(away: Away) -> None:
    away.open()
    key, rng = LIST_KEY, random.Random(7)
    cases = []
    for turn in range(40):
        message = rng.randbytes(60)
        signature = bytearray(key.sign(message))
        if turn % 2:
            signature[rng.randrange(64)] ^= 1 << rng.randrange(8)
        if turn == 2:  # the same signature with s + L: malleable, and refused
            order = 2**252 + 27742317777372353535851937790883648493
            signature[32:] = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
        cases.append([bytes(signature).hex(), message.hex(), turn % 2 == 0 and turn != 2])
    said = away.page.evaluate(
        """async ([key, cases]) => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
          const { byBrowser, byLibrary } = await import("/static/portal/offline/ed25519.js");
          const found = [];
          for (const [signature, message] of cases) {
            const asked = [bytes(signature), bytes(message), bytes(key)];
            found.push([await byBrowser(...asked), await byLibrary(...asked)]);
          }
          return found;
        }""",
        [key.public_key().public_bytes_raw().hex(), cases],
    )
    assert said == [[true, true] for _, _, true in cases]


def test_a_list_of_another_key_is_not_taken(away: Away) -> None:
    away.open()
    content = published_list.make(ring_of(OWN.public), key=LIST_KEY)
    said = away.page.evaluate(
        """async ([list, key]) => {
          const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const { readList } = await import("/static/portal/offline/list.js");
          const { Store } = await import("/static/portal/offline/store.js");
          const spoilt = bytes(list);
          spoilt[200] ^= 1;
          const tried = [[bytes(list), bytes(key)], [spoilt, bytes(key)]];
          const outcomes = await Promise.all(tried.map(([one, by]) => readList(one, by).then(() => "read", () => "refused")));
          const store = new Store("/nowhere", bytes(key));
          return [...outcomes, await store.refresh()];
        }""",
        [base64.b64encode(content).decode(), base64.b64encode(publishing.list_key()).decode()],
    )
    assert said == ["refused", "refused", "offline"]


def film(path: Path, text: str) -> None:
    """A moving picture of a QR, as the browser's stand-in for a camera plays it (YUV4MPEG2)."""
    drawn = io.BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(drawn, kind="png", scale=6, border=4)
    sheet = Image.new("L", (640, 480), 235)
    picture = Image.open(drawn).convert("L")
    sheet.paste(picture, ((640 - picture.width) // 2, (480 - picture.height) // 2))
    frame = b"FRAME\n" + sheet.tobytes() + b"\x80" * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 5)


def test_the_camera_reads_the_qr(browser: Any, away: Away, tmp_path: Path) -> None:
    film(tmp_path / "camera.y4m", away.good.text)
    camera = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'camera.y4m'}",
    )
    seeing = browser.browser_type.launch(
        executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", *camera]
    )
    try:
        with running(clock=CLOCK) as site:
            context = seeing.new_context(base_url=site.address, permissions=["camera"])
            page = context.new_page()
            page.clock.set_fixed_time(NOW)
            page.goto("/verify/offline/?lang=en")
            page.wait_for_selector("[data-list-state=fresh]")
            page.locator("[data-part=camera]").click()
            page.wait_for_selector("[data-part=answer] h2", timeout=20_000)
            assert away.good.number in page.locator("[data-part=answer]").inner_text()
            assert page.locator("[data-part=video]").is_hidden()
    finally:
        seeing.close()


def test_nothing_but_published_data_is_in_the_list(away: Away) -> None:
    with doorkeeper(NOW.astimezone(UTC)):
        content = publishing.signed_list()
    name = sql("SELECT surname FROM identity_person LIMIT 1", alias="owner")[0][0]
    assert name.encode() not in content
    read = token.read(away.withdrawn.text)
    with doorkeeper():
        code = token.believed(read, key=queries.keyring().by_key_id[read.key_id].token_key).code
    assert code not in content
    assert bytes.fromhex(keys.code_hash(code)) in content
