"""Django's label on the room."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "zholdama.identity"
    label = "identity"
