"""Addresses of the house, by door."""

from django.urls import include, path

urlpatterns = [
    path("", include("zholdama.ui.urls")),
    path("", include("zholdama.portal.urls")),
    path("hall/", include("zholdama.hall.urls")),
    path("employers/", include("zholdama.employers.urls")),
    path("desk/", include("zholdama.desk.urls")),
    path("api/", include("zholdama.api.urls")),
]
