"""Who a certificate names: person, organisation, numbers, roles."""

import re
from dataclasses import dataclass

from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.der import Malformed

_IIN = re.compile(r"IIN([0-9]{12})")
_BIN = re.compile(r"BIN([0-9]{12})")


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a certificate.

    `iins` and `bins` list every number the name carries, because a name with two of them identifies nobody.
    The check digit is not looked at here: the authority's own test numbers fail it.
    """

    name: str
    surname: str
    given_name: str
    patronymic: str
    organisation: str
    iins: tuple[str, ...]
    bins: tuple[str, ...]

    @property
    def iin(self) -> str:
        """The one IIN, or empty."""
        return self.iins[0] if len(self.iins) == 1 else ""

    @property
    def bin(self) -> str:
        """The one BIN, or empty."""
        return self.bins[0] if len(self.bins) == 1 else ""


def attributes(name: bytes) -> list[tuple[bytes, str]]:
    """(identifier, text) of a DER name in its order; raises Malformed."""
    found = []
    for tag, _, start, stop in der.whole(name):
        if tag != der.SET:
            raise Malformed("attribute of a name not in form")
        for parts in der.rows(name, start, stop):
            if len(parts) != 2 or parts[0][0] != der.OID:
                raise Malformed("attribute of a name not in form")
            found.append((name[parts[0][2] : parts[0][3]], der.text(name, parts[1])))
    return found


def subject(certificate: Certificate) -> Subject:
    """Read the subject's name; raises Malformed.

    G (2.5.4.42) holds the patronymic in Kazakhstan's profile; the given name is what follows the surname in
    CN.
    """
    pairs = attributes(certificate.subject)
    first: dict[bytes, str] = {}
    iins, bins = [], []
    for key, value in pairs:
        first.setdefault(key, value)
        if key == oids.SERIAL_NUMBER and value.upper().startswith("IIN"):
            iins.append(_number(_IIN, value))
        elif key == oids.ORGANISATIONAL_UNIT and value.upper().startswith("BIN"):
            bins.append(_number(_BIN, value))
    common, surname = first.get(oids.COMMON_NAME, ""), first.get(oids.SURNAME, "")
    given = common[len(surname) :].strip() if surname and common.startswith(surname) else ""
    return Subject(
        name=common,
        surname=surname,
        given_name=given,
        patronymic=first.get(oids.GIVEN_NAME, ""),
        organisation=first.get(oids.ORGANISATION, ""),
        iins=tuple(iins),
        bins=tuple(bins),
    )


def _number(pattern: re.Pattern[str], value: str) -> str:
    match = pattern.fullmatch(value)
    if match is None:
        raise Malformed("identification number not in form")
    return match[1]


def roles(certificate: Certificate) -> tuple[str, ...]:
    """Role names of the extended key usage; roles without a name here as dotted identifiers; purposes left
    out.
    """
    return tuple(
        oids.ROLE_NAMES.get(purpose, purpose)
        for purpose in certificate.purposes
        if purpose.startswith("1.2.398.")
    )


_LABELS = {
    oids.COMMON_NAME: "CN",
    oids.SURNAME: "SN",
    oids.SERIAL_NUMBER: "SERIALNUMBER",
    oids.COUNTRY: "C",
    oids.GIVEN_NAME: "G",
    oids.ORGANISATION: "O",
    oids.ORGANISATIONAL_UNIT: "OU",
}


def in_words(name: bytes) -> str:
    """A DER name as `CN=..., C=KZ`; raises Malformed."""
    return ", ".join(f"{_LABELS.get(key) or der.oid_text(key)}={value}" for key, value in attributes(name))
