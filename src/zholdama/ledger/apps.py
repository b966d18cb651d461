"""Django's label on the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "zholdama.ledger"
    label = "ledger"
