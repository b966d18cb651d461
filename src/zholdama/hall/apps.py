"""Django's label on the room."""

from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "zholdama.hall"
    label = "hall"
