"""Django's label on the room."""

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "zholdama.employers"
    label = "employers"
