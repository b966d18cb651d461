"""Django's label on the room."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "zholdama.clocks"
    label = "clocks"
