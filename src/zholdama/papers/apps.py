"""Django's label on the room."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "zholdama.papers"
    label = "papers"
