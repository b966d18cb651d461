"""nettle through ctypes: Streebog where GnuTLS is missing. Optional.

The algorithm is found by name in the library's own table, with the size of its context.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_size_t, c_uint, c_void_p

from zholdama.eds.gnutls import Unavailable

_INIT = ctypes.CFUNCTYPE(None, c_void_p)
_UPDATE = ctypes.CFUNCTYPE(None, c_void_p, c_size_t, c_char_p)
_DIGEST = ctypes.CFUNCTYPE(None, c_void_p, c_size_t, c_char_p)


class _Hash(ctypes.Structure):
    _fields_ = (
        ("name", c_char_p),
        ("context_size", c_uint),
        ("digest_size", c_uint),
        ("block_size", c_uint),
        ("init", _INIT),
        ("update", _UPDATE),
        ("digest", _DIGEST),
    )


def _table() -> "ctypes.Array[POINTER(_Hash)]":  # type: ignore[valid-type]
    for name in ("libnettle.so.8", ctypes.util.find_library("nettle")):
        if name:
            try:
                function = ctypes.CDLL(name).nettle_get_hashes
            except (OSError, AttributeError):
                continue
            function.restype, function.argtypes = POINTER(POINTER(_Hash)), ()
            return function()
    raise Unavailable("the library is not installed")


def streebog512() -> Callable[[bytes], bytes]:
    """The digest function (64 bytes); raises Unavailable."""
    table = _table()
    position = 0
    while table[position]:
        found = table[position].contents
        if found.name == b"streebog512" and found.digest_size == 64 and found.context_size <= 4096:
            return _function(found)
        position += 1
    raise Unavailable("streebog512 is unknown")


def _function(found: _Hash) -> Callable[[bytes], bytes]:
    size, init, update, finish = found.context_size, found.init, found.update, found.digest

    def digest(data: bytes) -> bytes:
        context = ctypes.create_string_buffer(size)
        out = ctypes.create_string_buffer(64)
        address = ctypes.addressof(context)
        init(address)
        update(address, len(data), data)
        finish(address, 64, ctypes.cast(out, c_char_p))
        return out.raw

    return digest
