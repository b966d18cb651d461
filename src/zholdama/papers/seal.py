"""Seal a PDF with the provider's key: PAdES, one invisible field, one byte range over the whole file.

The same PDF, keys and time give the same bytes where the library signs deterministically (RFC 6979).
"""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from zholdama.papers import container
from zholdama.papers.keys import ProviderKeys

FIELD = "zholdama-seal"
RESERVED = 4096
"""Hex digits kept for the container: fixed, so that the file is written once; a container takes about
1,800.
"""


class _Addition(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: titles, times and XMP stay as typst wrote them, and no clock is
    read.
    """

    def _update_meta(self) -> None:
        """Metadata must go on agreeing with the XMP that PDF/A demands, so neither is touched."""

    @classmethod
    def _handle_id(cls, prev: Any) -> generic.ArrayObject:
        """The second half of the id comes from the bytes below the seal instead of from chance."""
        first, _ = prev.trailer["/ID"]
        if isinstance(first, generic.TextStringObject):
            first = generic.ByteStringObject(first.original_bytes)
        changing = hashlib.sha256(prev.stream.getbuffer()).digest()[:16]
        return generic.ArrayObject([first, generic.ByteStringObject(changing)])


def seal(pdf: bytes, *, keys: ProviderKeys, at: datetime) -> bytes:
    """`pdf` with the seal of `keys` appended; `at`, aware, is the time the seal states.

    The input is a PDF of our own rendering and is not checked. Raises ValueError without an offset in `at`.
    """
    if at.tzinfo is None:
        raise ValueError("the time of a seal needs an offset")
    # strict=False only spares the reader's cross-checks; the file is our own.
    writer = _Addition(BytesIO(pdf), strict=False)
    steps = PdfCMSEmbedder(SigFieldSpec(FIELD, readable_field_name=_FIELD_NAME)).write_cms(FIELD, writer)
    next(steps)
    placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=RESERVED)
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.close()
    made = container.make(
        digest=prepared.document_digest,
        certificate=keys.certificate,
        sign=lambda data: _signature(data, keys.seal_key),
    )
    return _filled(output.getvalue(), made, prepared.reserved_region_start)


_FIELD_NAME = "Электрондық мөр / Электронная печать"


def _filled(pdf: bytes, made: bytes, hole_at: int) -> bytes:
    # Lower case and zero padding: the one form the verifier accepts (pyHanko's own filler writes upper case).
    letters = made.hex().encode().ljust(RESERVED, b"0")
    if len(letters) != RESERVED:
        raise ValueError("the container is longer than the place kept for it")
    start = hole_at + 1
    return pdf[:start] + letters + pdf[start + RESERVED :]


def _signature(data: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    try:
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    except UnsupportedAlgorithm:
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
