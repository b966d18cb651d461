"""The stand-in for an SMS gateway: it keeps the messages in a file of the installation, for demonstrations."""

import fcntl
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from zholdama.notifications.carriers import Letter, NeverTaken, Overtaken

_NUMBER = re.compile(r"\+?[0-9]{10,15}")


class FileSms:
    """One line of JSON for each message; the file is the owner's alone, for it holds telephone numbers."""

    is_stand_in = True

    def __init__(self) -> None:
        from django.conf import settings

        self._path = Path(settings.ZHOLDAMA_SMS_FILE)

    def send(self, letter: Letter, *, commit: Callable[[], bool]) -> str:
        """See `Carrier.send`."""
        number = re.sub(r"[ ()-]", "", letter.to)
        if not _NUMBER.fullmatch(number):
            raise NeverTaken("bad_address")
        if not commit():
            raise Overtaken
        line = {"id": letter.message_id, "to": number, "text": letter.text, "language": letter.language}
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return letter.message_id.strip("<>").partition("@")[0]

    def knows(self, message_id: str) -> bool | None:
        """What the file says."""
        if not self._path.is_file():
            return False
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return any(json.loads(line)["id"] == message_id for line in lines)

    def close(self) -> None:
        """Nothing is held."""
