"""`zholdama phone LINK --as SLUG`: the demonstration's stand-in for eGov Mobile, over the same wire protocol."""

import argparse
import os

from zholdama.cli import output

SUMMARY = "Sign as a stand-in phone (demonstration only)"
DEFECTS = ("another-person", "bad-signature", "changed-id", "changed-name", "late")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The link of the QR, who signs, in which language the phone asks, and a defect to play."""
    parser.add_argument("link", metavar="LINK", help="the address in the QR, with or without mobileSign:")
    parser.add_argument(
        "--as", dest="slug", required=True, metavar="SLUG", help="a made-up person: aigerim, basshy, ..."
    )
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk", help="of the answers (kk)")
    parser.add_argument("--defect", choices=DEFECTS, default="", help="what this phone does wrong")


def run(args: argparse.Namespace) -> int:
    """0 when the product took the signatures, 1 when it refused, 2 in production or for an unknown name, 3 unreachable."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zholdama.config.settings")
    django.setup()
    from django.conf import settings

    if settings.ZHOLDAMA_PRODUCTION:
        output.complain("the stand-in phone refuses to work under production settings (ZHOLDAMA_MODE)")
        return output.WRONG_CALL
    from zholdama.demonstration import phone

    try:
        outcome = phone.use(args.link, slug=args.slug, defect=args.defect, language=args.language)
    except phone.UnknownSigner:
        output.complain(f"nobody of the demonstration is called {args.slug!r}, or has no key")
        return output.WRONG_CALL
    except OSError as error:
        raise output.NotDetermined(f"nobody answers at this address: {error}") from error
    document = {
        "status": outcome.status,
        "message": outcome.message,
        "description": outcome.description,
    }
    lines = [line for line in (outcome.description, f"{outcome.status}: {outcome.message}") if line]
    output.answer(args, document, lines)
    return output.GOOD if outcome.status == 200 else output.NO
