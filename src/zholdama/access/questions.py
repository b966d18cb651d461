"""How often strangers ask, counted in the database: one count for all web processes."""

import hashlib
import hmac
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

from zholdama.ledger.work import Login, single


def count(what: str, *, address: str, at: datetime) -> int:
    """Count one more question of kind `what` from `address` in the minute of `at`; how many that makes.

    A unit of work of its own, in one message to the database.
    """
    source = hmac.new(
        settings.ZHOLDAMA_COUNT_SECRET, f"{what} {_network(address)}".encode(), hashlib.sha256
    ).hexdigest()
    minute = at.replace(second=0, microsecond=0)
    row = single("SELECT access_count_question(%s, %s)", [source, minute], login=Login.DOORKEEPER, at=at)
    assert row is not None
    return int(row[0])


def _network(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 network that one IPv6 line has as a rule."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((read, 64), strict=False))
    return str(read)
