"""The development signer by itself: NCALayer's WebSocket, the development authority, a page to choose whose key."""

import argparse
import os
import threading

from zholdama.cli import output
from zholdama.config import foreground, installation

SUMMARY = "The development signer: stands in for NCALayer, for made-up people"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two ports; the host is always this machine's own."""
    parser.add_argument("--port", type=int, default=13580, help="the port of the WebSocket (13580)")
    parser.add_argument(
        "--page-port", type=int, default=13581, help="the port of the page and the authority (13581)"
    )
    parser.add_argument("--quiet", action="store_true", help="do not print the addresses")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop: status 0; 2 under production settings, 1 where a port is taken."""
    if os.environ.get("ZHOLDAMA_MODE") == "production":
        output.complain("the development signer refuses to run under production settings (ZHOLDAMA_MODE)")
        return output.WRONG_CALL
    from zholdama.development_signer import serving

    foreground.interrupt_on_signals()
    try:
        with serving.running(folder(), port=args.port, page_port=args.page_port) as signer:
            if not args.quiet:
                addresses = f"ws://{serving.HOST}:{signer.port}  http://{serving.HOST}:{signer.page_port}/"
                print(addresses, flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return output.GOOD
    except OSError as error:
        output.complain(f"the development signer cannot listen: {error}")
    return output.NO


def folder() -> installation.Path:
    """Where authority, keys and the list of holders lie."""
    return installation.here().root / "demonstration-signer"
