"""Django's label on the room."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "zholdama.applications"
    label = "applications"
