"""Addresses of the employers' door; each is bound to one organisation or referral by a secret in the link."""

from django.urls import URLPattern

app_name = "employers"
urlpatterns: list[URLPattern] = []
