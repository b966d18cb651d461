"""Who has a key in the development signer: a list in a file, written by whoever makes up the people."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from zholdama.eds.development import Identity, official_identity, person_identity

FILE = "holders.json"


@dataclass(frozen=True, slots=True)
class Holder:
    """One made-up person, in the name of an organisation where `bin` is given; `id` is a plain file name."""

    id: str
    iin: str
    surname: str
    given: str
    patronymic: str = ""
    bin: str = ""
    organisation: str = ""

    @property
    def name(self) -> str:
        """Surname, given name, patronymic."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def is_official(self) -> bool:
        """Whether the certificate is a legal entity's head's."""
        return bool(self.bin)

    def identity(self) -> Identity:
        """The names and roles of the certificate."""
        if not self.is_official:
            return person_identity(
                iin=self.iin, surname=self.surname, given=self.given, patronymic=self.patronymic
            )
        return official_identity(
            iin=self.iin,
            surname=self.surname,
            given=self.given,
            patronymic=self.patronymic,
            bin=self.bin,
            organisation=self.organisation,
        )


def write(folder: Path, holders: Iterable[Holder]) -> None:
    """Replace the list, whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{FILE}.{os.getpid()}"
    draft.write_text(
        json.dumps([asdict(one) for one in holders], ensure_ascii=False, indent=1), encoding="utf-8"
    )
    draft.replace(folder / FILE)


def read(folder: Path) -> tuple[Holder, ...]:
    """The list; nobody where there is none. Raises ValueError, TypeError for a file that is no such list."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return tuple(Holder(**entry) for entry in json.loads(text))
