"""Django's label on the room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "zholdama.desk"
    label = "desk"
