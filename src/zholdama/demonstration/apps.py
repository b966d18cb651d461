"""Django's label on the room."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "zholdama.demonstration"
    label = "demonstration"
