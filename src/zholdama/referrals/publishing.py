"""What the house publishes about its papers: the keys, and the signed list that verifiers carry along."""

import base64
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from zholdama.ledger.work import current
from zholdama.papers import published_list
from zholdama.papers.keys import KeyRing
from zholdama.referrals import keys, queries


def list_key() -> bytes:
    """The public key (32 bytes) that checks the list of this installation."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def signed_list() -> bytes:
    """The keys and the referrals that no longer hold, as of now, signed by the installation's list key."""
    return published_list.make(queries.keyring(), key=_private())


def key_file() -> str:
    """The public keys of all providers as of now, with the key that checks the list; JSON.

    It says nothing about withdrawn referrals and is no ring by itself: a verifier needs the list beside it.
    """
    document = json.loads(KeyRing(as_of=current().at, keys=keys.published()).to_json())
    said = {"as_of": document["as_of"], "list_key": base64.b64encode(list_key()).decode()}
    return json.dumps({**said, "keys": document["keys"]}, ensure_ascii=False, indent=1) + "\n"


def tag_of(content: bytes) -> str:
    """An entity tag for published bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.ZHOLDAMA_LIST_KEY)
