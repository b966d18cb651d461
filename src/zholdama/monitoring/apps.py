"""Django's label on the room."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "zholdama.monitoring"
    label = "monitoring"
