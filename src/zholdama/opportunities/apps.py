"""Django's label on the room."""

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "zholdama.opportunities"
    label = "opportunities"
