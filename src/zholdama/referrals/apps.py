"""Django's label on the room."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "zholdama.referrals"
    label = "referrals"
