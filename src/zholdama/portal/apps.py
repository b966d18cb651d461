"""Django's label on the room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "zholdama.portal"
    label = "portal"
