"""Times in DER (X.690, 11.7 and 11.8): read strictly, written as RFC 5280 wants them."""

from datetime import UTC, datetime, timedelta

from zholdama.eds import der
from zholdama.eds.der import Malformed

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
"""Times outside are read as these: "no end" is the last second of the year 9999, which few zones can show."""

_EDGES = frozenset({b"0001", b"9999"})


def moment(data: bytes, node: der.Node) -> datetime:
    """A UTCTime or GeneralizedTime ending in Z (fractions allowed in the latter); aware, in UTC."""
    tag, _, start, stop = node
    raw = data[start:stop]
    fraction = b""
    if tag == der.UTC_TIME and len(raw) == 13:
        raw = (b"19" if raw[:2] >= b"50" else b"20") + raw
    elif tag == der.GENERALIZED_TIME and raw[14:15] == b".":
        fraction, raw = raw[15:-1], raw[:14] + raw[-1:]
        if not fraction.isdigit() or fraction.endswith(b"0"):
            raise Malformed("fraction of a second not minimal")
    elif tag != der.GENERALIZED_TIME:
        raise Malformed("not a time")
    if len(raw) != 15 or raw[14] != 0x5A or not raw[:14].isdigit():
        raise Malformed("time not in the form of DER")
    try:
        written = raw.decode("ascii")
        seconds = datetime.fromisoformat(f"{written[:8]}T{written[8:]}")
    except ValueError as error:
        raise Malformed("no such time") from error
    if fraction:
        seconds += timedelta(microseconds=int(fraction[:6].ljust(6, b"0")))
    # Comparing times costs more than reading them, and only two years can be outside.
    return min(max(seconds, EARLIEST), LATEST) if raw[:4] in _EDGES else seconds


def time(value: datetime) -> bytes:
    """A UTCTime before 2050, a GeneralizedTime after (RFC 5280, 4.1.2.5); whole seconds."""
    utc = value.astimezone(UTC)
    if 1950 <= utc.year < 2050:
        return der.tlv(der.UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return generalized(value)


def generalized(value: datetime) -> bytes:
    """A GeneralizedTime in whole seconds."""
    return der.tlv(der.GENERALIZED_TIME, value.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())
