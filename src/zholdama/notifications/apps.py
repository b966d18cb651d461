"""Django's label on the room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "zholdama.notifications"
    label = "notifications"
