"""Django's label on the room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zholdama.access"
    label = "access"
