"""The signed list that verifiers carry along: public keys, and which papers no longer hold, as of one moment.

COSE_Sign1 with Ed25519 (RFC 9052) in the frame that tokens have, signed by the installation's list key. Its payload
is canonical CBOR: `{version, as_of, keys, withdrawn, replaced}`; times in seconds since 1970, `keys` a list of
`{key_id, ed25519, provider, names: {kk, ru, en}, not_before, not_after, revoked}`, `withdrawn` and `replaced` the
sorted eight-byte hashes of verify codes (`keys.code_hash`) one behind the other: 8 bytes an entry.
"""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zholdama.papers.keys import KeyFileError, KeyRing, Provider, PublicKeys
from zholdama.papers.token import key_id_of
from zholdama.passport.texts import Text

VERSION = 1
MEDIA_TYPE = 'application/cose; cose-type="cose-sign1"'
_SIGN1 = 18
_ENTRY = 8
_LONGEST_NAME = 200


class BadList(ValueError):
    """The bytes are no list, or not one that this key signed."""


def make(ring: KeyRing, *, key: Ed25519PrivateKey) -> bytes:
    """The signed list of `ring`; equal rings give equal bytes. Seal certificates are not in it: it is for tokens."""
    payload = cbor2.dumps(
        {
            "version": VERSION,
            "as_of": _seconds(ring.as_of),
            "keys": [_told(one) for one in ring.keys],
            "withdrawn": b"".join(sorted(map(bytes.fromhex, ring.withdrawn))),
            "replaced": b"".join(sorted(map(bytes.fromhex, ring.replaced))),
        },
        canonical=True,
    )
    protected = _protected(key.public_key())
    return cbor2.dumps(
        cbor2.CBORTag(_SIGN1, [protected, {}, payload, key.sign(_signed(protected, payload))]), canonical=True
    )


def read(content: bytes, *, key: Ed25519PublicKey) -> KeyRing:
    """The ring behind a list that `key` signed, without seal certificates. Raises BadList."""
    try:
        tag = cbor2.loads(content)
        protected, unprotected, payload, signature = tag.value
        framed = tag.tag == _SIGN1 and unprotected == {} and protected == _protected(key)
        if not framed or cbor2.dumps(tag, canonical=True) != content:
            raise BadList("not the frame of a list")
        key.verify(signature, _signed(protected, payload))
        said = cbor2.loads(payload)
        if said["version"] != VERSION:
            raise BadList("a list of another version")
        return KeyRing(
            as_of=_moment(said["as_of"]),
            keys=tuple(_key(one) for one in said["keys"]),
            withdrawn=_entries(said["withdrawn"]),
            replaced=_entries(said["replaced"]),
        )
    except BadList:
        raise
    except (
        InvalidSignature,
        Exception,
    ) as error:  # cbor2 raises many kinds; whatever it was, this is no list
        raise BadList("not a list signed by this key") from error


def combined(key_file: bytes, content: bytes) -> KeyRing:
    """The ring of a published key file (keys, and `list_key` in base64) and of the list that `list_key` signed.

    The keys come from the file, for it has the seals' certificates; all else from the list. Raises KeyFileError.
    """
    try:
        document = json.loads(key_file)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(document["list_key"], validate=True))
        listed = read(content, key=key)
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(f"not the published keys and the list that they check: {error!r}") from error
    ring = KeyRing.from_json(json.dumps({**document, "withdrawn": [], "replaced": []}))
    return replace(ring, as_of=listed.as_of, withdrawn=listed.withdrawn, replaced=listed.replaced)


def _protected(key: Ed25519PublicKey) -> bytes:
    return cbor2.dumps({1: -8, 4: bytes.fromhex(key_id_of(key))}, canonical=True)


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)


def _told(key: PublicKeys) -> dict[str, Any]:
    names = key.provider.names
    return {
        "key_id": bytes.fromhex(key.key_id),
        "ed25519": key.ed25519,
        "provider": key.provider.code,
        "names": {
            "kk": names.kk[:_LONGEST_NAME],
            "ru": names.ru[:_LONGEST_NAME],
            "en": names.en[:_LONGEST_NAME],
        },
        "not_before": _seconds(key.not_before),
        "not_after": _seconds(key.not_after),
        "revoked": None if key.revoked_at is None else _seconds(key.revoked_at),
    }


def _key(said: dict[str, Any]) -> PublicKeys:
    names = said["names"]
    found = PublicKeys(
        key_id=said["key_id"].hex(),
        provider=Provider(code=said["provider"], names=Text(kk=names["kk"], ru=names["ru"], en=names["en"])),
        ed25519=said["ed25519"],
        seal_certificate=b"",
        not_before=_moment(said["not_before"]),
        not_after=_moment(said["not_after"]),
        revoked_at=None if said["revoked"] is None else _moment(said["revoked"]),
    )
    if key_id_of(found.token_key) != found.key_id:
        raise BadList("a key that does not belong to its id")
    return found


def _entries(joined: bytes) -> frozenset[str]:
    if len(joined) % _ENTRY:
        raise BadList("a broken entry")
    return frozenset(joined[start : start + _ENTRY].hex() for start in range(0, len(joined), _ENTRY))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
