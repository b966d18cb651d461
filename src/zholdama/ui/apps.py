"""Django's label on the room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zholdama.ui"
    label = "ui"
