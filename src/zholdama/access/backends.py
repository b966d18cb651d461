"""Password check for accounts; axes counts the failures before this is asked."""

from typing import Any

from django.http import HttpRequest

from zholdama.access.models import Account


class AccountBackend:
    """Checks login and password against the accounts; inside a unit of work of the doorkeeper."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        account = Account.objects.usable().filter(login=username or "").first()
        if account is None:
            # As slow as a real check, so that the time tells nothing about who exists.
            Account().set_password(password or "")
            return None
        return account if account.check_password(password or "") else None

    def get_user(self, user_id: Any) -> Account | None:
        return Account.objects.filter(id=user_id).first()
