"""Django's label on the room."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    name = "zholdama.eligibility"
    label = "eligibility"
