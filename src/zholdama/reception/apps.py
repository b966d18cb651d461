"""Django's label on the room."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "zholdama.reception"
    label = "reception"
