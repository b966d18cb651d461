"""Django's label on the room."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "zholdama.worker"
    label = "worker"
