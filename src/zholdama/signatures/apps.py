"""Django's label on the room."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "zholdama.signatures"
    label = "signatures"
