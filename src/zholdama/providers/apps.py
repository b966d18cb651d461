"""Django's label on the room."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "zholdama.providers"
    label = "providers"
