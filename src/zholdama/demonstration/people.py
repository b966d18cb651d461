"""What `zholdama run` makes at its first start and prints at each: a centre, its staff, and citizens with keys."""

from django_otp.oath import totp

from zholdama import clock
from zholdama.access.models import Account
from zholdama.actors import Role
from zholdama.demonstration import centre, signer
from zholdama.demonstration.residents import residents
from zholdama.development_signer.holders import Holder
from zholdama.providers.models import Provider

CODE = "0001"


def ensure() -> None:
    """Make what is missing; safe to run at each start."""
    signer.announce([head_holder()])
    if not Provider.objects.using("owner").filter(code=CODE).exists():
        centre.make(code=CODE, at=clock.now())
    if not Account.objects.using("owner").filter(oversight="operator", demonstration=True).exists():
        centre.overseers()


def head_holder() -> Holder:
    """The head of the first centre, who signs in its name."""
    head = next(one for one in centre.EMPLOYEES if one.role is Role.HEAD)
    return signer.official_holder(
        login=head.login,
        iin=centre.official_iin(head.login),
        name=head.name,
        bin=centre.organisation_bin(CODE),
        organisation=centre.NAME_KK,
    )


def listing() -> list[str]:
    """Who one can be: staff with login and password, citizens by name."""
    lines = [f"password of all staff: {centre.PASSWORD}; the sign-in page shows the second-factor codes"]
    lines += [
        f"{employee.login:<10} {employee.role.value:<13} {employee.name}"
        for employee in (*centre.EMPLOYEES, *centre.OVERSEERS)
    ]
    lines.append(
        "citizens and the head sign with the development signer: its page chooses whose key, for example:"
    )
    lines += [f"           citizen       {resident.full_name}" for resident in residents()[:3]]
    return lines


def second_factor(login: str) -> str:
    """The code that the second factor of a demonstration account shows now."""
    key = bytes.fromhex(centre.second_factor_secret(login))
    return f"{totp(key, t0=0, step=30, digits=6):06d}"
