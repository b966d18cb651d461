"""What the pages may ask of the demonstration: signatures of made-up people and the codes of their second factor."""

from datetime import datetime

from zholdama.actors import Actor
from zholdama.demonstration import centre, people, signer
from zholdama.demonstration.residents import by_iin, by_slug, residents
from zholdama.providers import queries as providers


class LocalSigner:
    """The demonstration's answer to `access.local_signer.LocalSigner`."""

    def people(self) -> tuple[tuple[str, str], ...]:
        """Everybody who has an IIN, and with it a key."""
        return tuple(
            (resident.slug, f"{resident.full_name}, {resident.iin}")
            for resident in residents()
            if resident.iin
        )

    def sign(self, slug: str, content: bytes, *, at: datetime) -> bytes:
        """A real detached CMS by the development authority's certificate of this person."""
        return signer.sign_as_resident(by_slug()[slug], content, at=at)

    def slug_of(self, iin: str) -> str | None:
        """The short name of the made-up person with this IIN."""
        resident = by_iin().get(iin)
        return resident.slug if resident else None

    def sign_official(self, actor: Actor, content: bytes, *, at: datetime) -> bytes:
        """A detached CMS in the name of the actor and of his provider, whose BIN the certificate carries."""
        assert actor.provider_id is not None, "an official signs for a provider"
        provider = providers.provider(actor.provider_id)
        login = next((one.login for one in centre.EMPLOYEES if one.name == actor.name), str(actor.id))
        return signer.sign_as_official(
            login=login,
            iin=centre.official_iin(login),
            name=actor.name,
            bin=provider.bin,
            organisation=provider.name_kk,
            content=content,
            at=at,
        )

    def staff(self) -> tuple[tuple[str, str, str], ...]:
        """The made-up staff, in the order of the list that `zholdama run` prints."""
        return tuple((one.login, one.role.value, one.name) for one in (*centre.EMPLOYEES, *centre.OVERSEERS))

    def password(self) -> str:
        """Printed beside the sign-in form; refused in production."""
        return centre.PASSWORD

    def codes(self, login: str) -> str:
        """The code of this moment."""
        return people.second_factor(login)
