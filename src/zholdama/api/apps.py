"""Django's label on the room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "zholdama.api"
    label = "api"
