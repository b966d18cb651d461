"""The stand-in for the person register: knows the made-up people and says of itself that it is a stand-in."""

from datetime import datetime

from zholdama.demonstration.residents import by_iin
from zholdama.identity.registry import RegisteredDocument, RegisteredPerson, RegistryAnswer


class DemonstrationRegistry:
    """Answers from the list of made-up people; nobody else is found."""

    name = "demonstration register"
    is_stand_in = True

    def person(self, *, iin: str, at: datetime) -> RegistryAnswer:
        """The made-up person with this IIN."""
        resident = by_iin().get(iin)
        if resident is None:
            return RegistryAnswer(state="not_found", person=None, source=self.name, at=at)
        documents = tuple(
            RegisteredDocument(kind=kind, number=number, issued_on=issued, expires_on=expires, issuer="")
            for kind, number, issued, expires in resident.documents
        )
        person = RegisteredPerson(
            iin=iin,
            surname=resident.surname,
            given_name=resident.given_name,
            patronymic=resident.patronymic,
            birth_date=resident.birth_date,
            sex=resident.sex,
            is_kandas=resident.is_kandas,
            documents=documents,
            incapable=resident.incapable,
        )
        return RegistryAnswer(state="found", person=person, source=self.name, at=at)
