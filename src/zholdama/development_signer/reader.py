"""What is in the reader: whose key, of which kind, and how the program behaves. Chosen by the person at the demonstration."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from zholdama.development_signer import holders
from zholdama.development_signer.holders import Holder
from zholdama.development_signer.keyring import HOLD, KEY_COMPROMISE, Keyring
from zholdama.eds import development_signing as signing
from zholdama.eds import oids
from zholdama.eds.development import Credential, Kind
from zholdama.eds.development_defects import DEFECTS, World
from zholdama.eds.development_services import timestamp_attribute, timestamp_token

LEGAL_ENTITY_ROLES = frozenset({oids.LEGAL_ENTITY, oids.HEAD, oids.SIGNER, oids.EMPLOYEE})

BEHAVIOURS = (
    "normal",
    "cancel",
    "wrong_kind",
    "expired",
    "another",
    "revoked",
    "on_hold",
    "no_timestamp",
    "old_version",
    "error",
)
"""How the program may behave, besides the defects of `eds.development_defects`."""


class NoKey(Exception):
    """The reader holds no key of the kind that was asked for."""


class Cancelled(Exception):
    """The person has pressed Cancel."""


class Failed(Exception):
    """The program could not sign."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader's page shows as chosen; `holder` is an id, empty for the first of the list."""

    holder: str = ""
    kind: Kind = "gost"
    behaviour: str = "normal"


@dataclass
class Reader:
    """The reader of one signer process."""

    keyring: Keyring
    _choice: Choice = Choice()
    _lock: Lock = field(default_factory=Lock, repr=False)

    def holders(self) -> tuple[Holder, ...]:
        """Everybody who may be chosen, read anew: the list may have grown."""
        return holders.read(self.keyring.folder)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self._choice

    def choose(self, *, holder: str, kind: str, behaviour: str) -> None:
        """Put another key in; raises ValueError for what is not on the page."""
        known = kind in ("rsa", "gost") and behaviour in (*BEHAVIOURS, *DEFECTS)
        if not known or holder not in {one.id for one in self.holders()}:
            raise ValueError("no such choice")
        with self._lock:
            self._choice = replace(self._choice, holder=holder, kind=kind, behaviour=behaviour)  # type: ignore[arg-type]

    def chosen(self) -> Holder:
        """Whose key is in the reader; raises NoKey when nobody has one."""
        everybody = self.holders()
        if not everybody:
            raise NoKey
        return next((one for one in everybody if one.id == self._choice.holder), everybody[0])

    def sign(
        self, contents: list[bytes], *, asked: frozenset[str], at: datetime, timestamp: bool, attached: bool
    ) -> list[bytes]:
        """A CMS for each content. `asked`: dotted purposes that the certificate has to have.

        Raises NoKey, Cancelled, Failed.
        """
        behaviour, holder = self._choice.behaviour, self.chosen()
        if behaviour == "cancel":
            raise Cancelled
        if behaviour == "error":
            raise Failed
        unfit = asked & LEGAL_ENTITY_ROLES if not holder.is_official else asked & {oids.INDIVIDUAL}
        if unfit:
            raise NoKey
        if behaviour in DEFECTS:
            return [DEFECTS[behaviour](self._world(holder, at), content) for content in contents]
        by = self._credential(holder, at)
        stamped = timestamp and behaviour != "no_timestamp"
        return [self._signed(content, by, at=at, stamped=stamped, attached=attached) for content in contents]

    def _signed(
        self, content: bytes, by: Credential, *, at: datetime, stamped: bool, attached: bool
    ) -> bytes:
        made = signing.draft(content, by.key, by.certificate, at=at, attached=attached)
        if stamped:
            token = timestamp_token(made.signature, self.keyring.stamping(), at=at)
            made = replace(made, unsigned=(timestamp_attribute(token),))
        return made.encode()

    def _credential(self, holder: Holder, at: datetime) -> Credential:
        keys, kind = self.keyring, self._choice.kind
        match self._choice.behaviour:
            case "expired":
                return keys.expired(holder, kind)
            case "wrong_kind":
                return keys.for_authentication(holder, kind)
            case "another":
                return keys.credential(self._neighbour(holder), kind)
            case "revoked":
                return keys.revoked(holder, kind, at=at, reason=KEY_COMPROMISE)
            case "on_hold":
                return keys.revoked(holder, kind, at=at, reason=HOLD)
            case _:
                return keys.credential(holder, kind)

    def _neighbour(self, holder: Holder) -> Holder:
        others = [one for one in self.holders() if one.is_official == holder.is_official and one != holder]
        if others:
            return others[0]
        return replace(holder, id=f"{holder.id}-other", iin="800101900011", bin="150440900010")

    def _world(self, holder: Holder, at: datetime) -> World:
        kind = self._choice.kind
        return World(
            authority=self.keyring.authority(),
            kind=kind,
            identity=holder.identity(),
            good=self.keyring.credential(holder, kind),
            other=self.keyring.credential(self._neighbour(holder), kind),
            stamping=self.keyring.stamping(),
            at=at,
        )
