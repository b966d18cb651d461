"""The page that verifies a referral without a network, once it has been opened with one."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zholdama.access.requests import Request
from zholdama.passport import edition as editions
from zholdama.portal.furniture import language
from zholdama.portal.words import OFFLINE_VERDICTS, PAPER_KINDS
from zholdama.referrals import publishing

SCRIPTS = tuple(
    f"portal/offline/{name}.js"
    for name in ("page", "judging", "token", "list", "envelope", "cbor", "ed25519", "store", "scanning")
)
FILES = (
    "built/frontend.css",
    "ui/theme.css",
    "built/noto-sans-400.woff2",
    "built/noto-sans-600.woff2",
    "ui/mark.svg",
    "ui/app.js",
    "built/frontend.js",
    "built/ed25519.js",
    "built/qr/index.js",
    "built/qr/decode.js",
    *SCRIPTS,
)
"""All that the page loads: a browser that has these needs no network."""
ROWS = (
    ("number", _("Number")),
    ("kind", _("Kind")),
    ("provider", _("Issued by")),
    ("initials", _("Person (initials)")),
    ("issued", _("Issued on")),
    ("until", _("Valid through")),
)
PROBLEMS = (
    ("nothing", _("Scan the QR, choose a picture of it or paste its text first.")),
    (
        "code-only",
        _(
            "The code under the QR says nothing without internet. Scan the QR itself, or check the code online."
        ),
    ),
    ("no-list", _("There is no list in this browser yet. Connect to the internet and open this page again.")),
    ("no-qr", _("No QR was found in the picture. Take it from nearer, in good light, or paste the text.")),
    (
        "no-camera",
        _("The camera cannot be used. Allow it in the browser, choose a picture or paste the text."),
    ),
    (
        "old-browser",
        _("This browser is too old, or the page was not opened over https. Check the paper online."),
    ),
)
CAMERA = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


@require_safe
def page(request: Request) -> HttpResponse:
    """The same for everybody: no session, no token of a form, nothing but words and the key of the list."""
    measures = {one.id: one.name.in_language(language()) for one in editions.current().measures}
    context = {
        "messages": (),
        "list_key": base64.b64encode(publishing.list_key()).decode(),
        "verdicts": [(name, *said) for name, said in OFFLINE_VERDICTS.items()],
        "rows": ROWS,
        "problems": PROBLEMS,
        "kinds": [*measures.items(), *PAPER_KINDS.items()],
    }
    response = render(request, "portal/offline.html", context)
    response.headers["Permissions-Policy"] = CAMERA
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: Request) -> HttpResponse:
    """The script that keeps the page in the browser; its text changes with any file that it keeps."""
    address = reverse("portal:verify_offline")
    pages = [f"{address}?lang={code}" for code, name in settings.LANGUAGES]
    files = [static(name) for name in FILES]
    head = f"const VERSION = {json.dumps(_version())};\nconst PAGES = {json.dumps(pages)};\nconst FILES = {json.dumps(files)};\n"
    response = HttpResponse(
        head + _found("portal/offline/worker.js").read_text(), content_type="text/javascript"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _version() -> str:
    """Changes with every file, with the page and with the key of the list."""
    hashed = hashlib.sha256(publishing.list_key())
    template = Path(__file__).parent / "templates" / "portal" / "offline.html"
    for path in (*(_found(name) for name in FILES), template, *sorted(_catalogues())):
        hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:16]


def _catalogues() -> list[Path]:
    return [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.mo")]


def _found(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
