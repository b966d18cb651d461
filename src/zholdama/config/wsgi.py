"""The web server's entry. WSGI, not ASGI: with a synchronous ORM the latter cost 2.4 times the processor time."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zholdama.config.settings")

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from zholdama.api.hot_door import HotDoor  # noqa: E402 - after Django is set up

application = HotDoor(django_application)


def _warm_up() -> None:
    """Import what the first request would otherwise import while a person waits: addresses, pages, calendar."""
    from django.template.loader import get_template
    from django.urls import get_resolver

    from zholdama.working_time.calendar import WorkingCalendar

    assert get_resolver().url_patterns
    get_template("ui/base.html")
    assert WorkingCalendar.shipped().timeline


_warm_up()
