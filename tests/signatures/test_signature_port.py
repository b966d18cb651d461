"""The port to signature checking: what production trusts."""

from datetime import UTC, datetime
from typing import Any

from zholdama.demonstration import signer
from zholdama.demonstration.residents import by_slug
from zholdama.signatures import port as signatures

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
TEXT = b"a text to sign\n"


def test_the_demonstrations_signature_is_valid_in_the_demonstration(database: None) -> None:
    signature = signer.sign_as_resident(by_slug()["timur"], TEXT, at=AT)
    verdict = signatures.verify(signature, content=TEXT, at=AT, role="individual")
    assert (verdict.verdict, verdict.signers[0].iin) == ("valid", by_slug()["timur"].iin)


def test_production_trusts_nothing_when_a_development_authority_lies_in_its_folder(
    database: None, settings: Any
) -> None:
    signature = signer.sign_as_resident(by_slug()["timur"], TEXT, at=AT)
    settings.ZHOLDAMA_PRODUCTION = True
    verdict = signatures.verify(signature, content=TEXT, at=AT, role="individual")
    assert verdict.verdict == "undetermined", "neither a yes nor a no: no authority is there to ask"
