"""Django's label on the room."""

from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "zholdama.acceptance"
    label = "acceptance"
