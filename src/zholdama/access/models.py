"""Accounts of staff, and the record of who looked at whom."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """What Django's sign-in needs of a manager, and who may sign in at all."""

    def usable(self) -> "models.QuerySet[Account]":
        """Accounts in use; one of the demonstration is none under production settings."""
        from django.conf import settings

        accounts = self.filter(active=True)
        return accounts.exclude(demonstration=True) if settings.ZHOLDAMA_PRODUCTION else accounts

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Somebody who signs in with a password and a second factor. `oversight` is auditor or operator, else empty."""

    id = models.UUIDField(primary_key=True)
    login = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    oversight = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    generation = models.IntegerField(default=0)  # a session of an older generation is over at once
    last_login = None  # kept in the ledger of the provider, not here

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "access_account"
        constraints = [
            models.CheckConstraint(
                name="oversight_is_auditor_or_operator",
                condition=models.Q(oversight__in=["", "auditor", "operator"]),
            )
        ]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.active


class Reading(models.Model):
    """Who looked at a person's data, in which role, on which screen, for what reason. Append-only, not in the chain."""

    id = models.BigAutoField(primary_key=True)
    provider_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    actor_id = models.UUIDField()
    actor_role = models.TextField()
    screen = models.TextField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "access_reading"
        indexes = [models.Index(fields=["person_id", "at"], name="readings_of_a_person")]


class Device(models.Model):
    """A ticket machine or a board of a provider's hall, paired once; `series` is the letter on its tickets."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    kind = models.TextField()  # kiosk | board
    name = models.TextField()
    series = models.CharField(max_length=1, blank=True)
    made_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, null=True)
    code_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(max_length=64, null=True)
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_device"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "series"],
                condition=models.Q(kind="kiosk", revoked_at__isnull=True),
                name="a_machine_has_a_letter_of_its_own",
            ),
            models.CheckConstraint(
                name="a_device_is_a_kiosk_or_a_board", condition=models.Q(kind__in=["kiosk", "board"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["code_hash"], condition=models.Q(code_hash__isnull=False), name="devices_to_be_paired"
            )
        ]


class Question(models.Model):
    """How often one source has asked in one minute; `source` is a keyed hash, no address is kept. Not logged ahead."""

    source = models.CharField(max_length=64, primary_key=True)
    minute = models.DateTimeField()
    asked = models.IntegerField()

    class Meta:
        db_table = "access_question"
        indexes = [models.Index(fields=["minute"], name="questions_of_a_minute")]
