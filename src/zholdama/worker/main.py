"""The worker's process: watchers follow the ledgers about once a second, procrastinate runs periodic jobs.

Messages go out in a thread of their own: a mail server may be slow, and no term waits for it.
"""

import logging
import os
import signal
import threading
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zholdama.config.settings")

log = logging.getLogger("zholdama.worker")
POLL_SECONDS = 1.0
SEND_SECONDS = 2.0
stopping = threading.Event()


def follow_ledgers() -> None:
    """Poll every open provider's chain until told to stop; a failure of one provider does not stop the others."""
    from zholdama.worker import watching

    while not stopping.is_set():
        try:
            watching.follow_all()
        except Exception:
            log.exception("a watcher failed and will try again", extra={"watcher": "notices"})
            _close()
        stopping.wait(POLL_SECONDS)
    _close()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def send_messages() -> None:
    """Send what is due, again and again, until told to stop."""
    from zholdama.worker import sending

    while not stopping.is_set():
        try:
            sending.send_all(stopping=stopping.is_set)
        except Exception:
            log.exception("sending failed and will try again", extra={"act": "send"})
            _close()
        stopping.wait(SEND_SECONDS)
    _close()


def run_jobs() -> None:
    """Run procrastinate's worker in this thread until the process is told to stop."""
    from procrastinate.contrib.django import app

    app.with_connector(app.connector.get_worker_connector()).run_worker(  # type: ignore[attr-defined]
        listen_notify=False,
        install_signal_handlers=False,
        fetch_job_polling_interval=5.0,
        delete_jobs="successful",
    )


def main() -> None:
    """Start both and wait; SIGTERM and SIGINT end the process after the transaction in hand."""
    import django

    django.setup()

    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    jobs = threading.Thread(target=run_jobs, name="jobs", daemon=True)
    jobs.start()
    # A daemon: the process does not wait for a slow server, and what it leaves behind is settled by the next one.
    threading.Thread(target=send_messages, name="messages", daemon=True).start()
    follow_ledgers()


if __name__ == "__main__":
    main()
