"""The request as the doors know it: Django's, with the actor, the one moment, and a refusal to show."""

from datetime import datetime

from django.http import HttpRequest

from zholdama.access.devices import Device
from zholdama.actors import Actor
from zholdama.refusals import Refused


class Request(HttpRequest):
    """What `ActorMiddleware` makes of a request."""

    at: datetime
    actor: Actor | None
    refusal: Refused | None
    device: Device
