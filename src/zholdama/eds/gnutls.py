"""GnuTLS through ctypes: GOST verification and Streebog as fast as the machine allows. Optional.

Identifiers are looked up by name, because their numbers change between versions. A library without one of
them, or that fails the known-answer test of `zholdama.eds.backends`, is not used. The calls are thread-safe.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_ubyte, c_uint, c_void_p
from typing import Any


class Unavailable(RuntimeError):
    """The library is missing, or lacks what is needed."""


class _Datum(ctypes.Structure):
    _fields_ = (("data", c_char_p), ("size", c_uint))


_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "gnutls_check_version": (c_char_p, (c_char_p,)),
    "gnutls_digest_get_id": (c_int, (c_char_p,)),
    "gnutls_sign_get_id": (c_int, (c_char_p,)),
    "gnutls_ecc_curve_get_id": (c_int, (c_char_p,)),
    "gnutls_hash_fast": (c_int, (c_int, c_char_p, c_size_t, POINTER(c_ubyte))),
    "gnutls_pubkey_init": (c_int, (POINTER(c_void_p),)),
    "gnutls_pubkey_deinit": (None, (c_void_p,)),
    "gnutls_pubkey_import_gost_raw": (
        c_int,
        (c_void_p, c_int, c_int, c_int, POINTER(_Datum), POINTER(_Datum)),
    ),
    "gnutls_pubkey_verify_hash2": (c_int, (c_void_p, c_int, c_uint, POINTER(_Datum), POINTER(_Datum))),
}


class GnuTls:
    """The loaded library; raises Unavailable."""

    def __init__(self) -> None:
        self._library = _load()
        functions = {}
        for name, (result, arguments) in _SIGNATURES.items():
            try:
                function = getattr(self._library, name)
            except AttributeError as error:
                raise Unavailable(f"{name} is missing") from error
            function.restype, function.argtypes = result, arguments
            functions[name] = function
        self._call = functions
        self.version = functions["gnutls_check_version"](None).decode()
        self._digest = self._identifier("gnutls_digest_get_id", b"STREEBOG-512")
        self._sign = self._identifier("gnutls_sign_get_id", b"GOSTR341012-512")
        self._curve = self._identifier("gnutls_ecc_curve_get_id", b"TC26-512-A")
        self._hash_fast = functions["gnutls_hash_fast"]

    def _identifier(self, function: str, name: bytes) -> int:
        found = self._call[function](name)
        if found <= 0:
            raise Unavailable(f"{name.decode()} is unknown")
        return int(found)

    def streebog512(self, data: bytes) -> bytes:
        """The 64-byte digest; raises Unavailable when the library fails."""
        out = (c_ubyte * 64)()
        if self._hash_fast(self._digest, data, len(data), out) != 0:
            raise Unavailable("hashing failed")
        return bytes(out)

    def verify(self, key: bytes, digest: bytes, signature: bytes) -> bool:
        """Whether `signature` (r, s little-endian) over `digest` is by `key` (x, y little-endian), 128
        bytes each.

        The caller has checked that the key is on the curve and r, s are in range.
        """
        handle = c_void_p()
        if self._call["gnutls_pubkey_init"](byref(handle)) != 0:
            raise Unavailable("no key handle")
        try:
            x, y = _Datum(key[:64], 64), _Datum(key[64:], 64)
            # Parameter set 0 leaves the library's default; it concerns encryption only.
            load = self._call["gnutls_pubkey_import_gost_raw"]
            if load(handle, self._curve, self._digest, 0, byref(x), byref(y)) != 0:
                return False
            hashed, signed = _Datum(digest, 64), _Datum(signature[::-1], 128)
            check = self._call["gnutls_pubkey_verify_hash2"]
            return bool(check(handle, self._sign, 0, byref(hashed), byref(signed)) >= 0)
        finally:
            self._call["gnutls_pubkey_deinit"](handle)

    def prepared(self, key: bytes, digest: bytes, signature: bytes) -> Callable[[], bool]:
        """The library's own verification with nothing of ours around it, over and over: a measure of speed.

        The key stays loaded for as long as the process lives.
        """
        handle = c_void_p()
        self._call["gnutls_pubkey_init"](byref(handle))
        x, y = _Datum(key[:64], 64), _Datum(key[64:], 64)
        load = self._call["gnutls_pubkey_import_gost_raw"]
        if load(handle, self._curve, self._digest, 0, byref(x), byref(y)) != 0:
            raise Unavailable("the key cannot be loaded")
        hashed, signed = _Datum(digest, 64), _Datum(signature[::-1], 128)
        check, method = self._call["gnutls_pubkey_verify_hash2"], self._sign
        return lambda: bool(check(handle, method, 0, byref(hashed), byref(signed)) >= 0)


def _load() -> ctypes.CDLL:
    for name in ("libgnutls.so.30", ctypes.util.find_library("gnutls")):
        if name:
            try:
                return ctypes.CDLL(name)
            except OSError:
                continue
    raise Unavailable("the library is not installed")
