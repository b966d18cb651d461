"""What the desk's sign-in page may ask of the demonstration: who one can be, and the codes of the second factor."""

from zholdama.demonstration import centre, people
from zholdama.demonstration.residents import by_iin, residents


class StaffList:
    """The demonstration's answer to `access.demonstration_staff.DemonstrationStaff`."""

    def staff(self) -> tuple[tuple[str, str, str], ...]:
        """The made-up staff, in the order of the list that `zholdama run` prints."""
        return tuple((one.login, one.role.value, one.name) for one in (*centre.EMPLOYEES, *centre.OVERSEERS))

    def password(self) -> str:
        """Printed beside the sign-in form; refused in production."""
        return centre.PASSWORD

    def phone_of(self, iin: str | None) -> str:
        """The short name of the resident with this IIN, else that of the first one who has an IIN."""
        known = by_iin().get(iin) if iin else None
        return known.slug if known else next(one.slug for one in residents() if one.iin)

    def codes(self, login: str) -> str:
        """The code of this moment."""
        return people.second_factor(login)
