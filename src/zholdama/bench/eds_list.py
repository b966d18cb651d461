"""A revocation list of half a million entries: indexed once into a file, looked up from the mapped file."""

import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from zholdama.bench.figures import Figure
from zholdama.eds import der, der_times, development_certificates, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.crl import Crl
from zholdama.eds.crl_file import open_indexed, write_index
from zholdama.eds.development import Credential

ENTRIES = 500_000
SMALL = 20_000
GROWTH = 5.0
"""Times its own size that reading a list may take of memory."""


def figures(issuer: Credential, *, at: datetime, quick: bool) -> tuple[list[Figure], tuple[str, ...]]:
    """Indexing, look-up, memory; with what the list was like."""
    count = SMALL if quick else ENTRIES
    data = a_list(issuer, count, at=at)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "list").write_bytes(data)
        (folder / "issuer").write_bytes(issuer.certificate)
        runs = [_child(folder) for _ in range(5)]
        held = open_indexed(folder / "list", folder / "index")
        looked = tuple(_microseconds(held, count) for _ in range(5))
        del held
    size = len(data) / 1e6
    indexed = tuple(seconds for seconds, _ in runs)
    grown = tuple(growth / size for _, growth in runs)
    # A short run's list is small: its time is told as the big one's would be.
    whole = tuple(each * ENTRIES / count for each in indexed)
    told = f"list of {count:,} entries, {size:.1f} MB; reading it took {max(grown) * size:.0f} MB at the peak"
    return [
        Figure(name="500,000 entries: verified and indexed into a file", unit="s", runs=whole, target=1.5),
        Figure(name="one look-up in the mapped file", unit="us", runs=looked, target=10.0),
        Figure(
            name="memory at the peak of indexing, over the list's size", unit="x", runs=grown, target=GROWTH
        ),
    ], (told,)


def a_list(issuer: Credential, count: int, *, at: datetime) -> bytes:
    """A synthetic list with serial numbers, dates and reasons of the real size."""
    reason = der.seq(der.seq(der.tlv(der.OID, oids.REASON_CODE), der.octets(der.integer(3, der.ENUMERATED))))
    tail = der_times.time(at) + reason
    entries = b"".join(der.seq(der.integer(_serial(number)), tail) for number in range(count))
    tbs = der.seq(
        der.integer(1),
        development_certificates.algorithm(issuer.key),
        Certificate.from_der(issuer.certificate).subject,
        der_times.time(at),
        der_times.time(at + timedelta(days=1)),
        der.tlv(der.SEQUENCE, entries),
        der.tlv(0xA0, der.seq(development_certificates.extension(oids.CRL_NUMBER, der.integer(1)))),
    )
    return der.seq(tbs, development_certificates.algorithm(issuer.key), der.bit_string(issuer.key.sign(tbs)))


def _serial(number: int) -> int:
    """Twenty bytes, spread over the whole range, in no order."""
    return (number * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276B + 0x4B) % (1 << 159) | 1


def _microseconds(held: Crl, count: int) -> float:
    """Of processor time for one look-up; half of the numbers are in the list."""
    wanted = [_serial(number * (count // 1000)) for number in range(2000)]
    begin = time.thread_time()
    found = sum(1 for serial in wanted if next(held.entries_of(serial), None))
    spent = time.thread_time() - begin
    assert 0 < found < len(wanted)
    return spent / len(wanted) * 1e6


def _child(folder: Path) -> tuple[float, float]:
    """(seconds of processor time, megabytes of growth) of indexing in a process of its own."""
    words = [sys.executable, "-c", f"from {__name__} import index; index({str(folder)!r})"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def index(name: str) -> None:
    """What the process of its own does; prints seconds and megabytes."""
    folder = Path(name)
    issuer = Certificate.from_der((folder / "issuer").read_bytes())
    before = _peak()
    begin = time.thread_time()
    write_index((folder / "list").read_bytes(), folder / "index", issuer=issuer)
    spent = time.thread_time() - begin
    sys.stdout.write(f"{spent} {_peak() - before}\n")


def _peak() -> float:
    """Megabytes of this process at its largest. Not getrusage(): it counts the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else 0.0
