"""The first to receive an upload: what lies beyond the limit is let through to nobody, so it is never kept anywhere.

The file that the form then sees is a little larger than allowed and is refused by its size; the other answers stay.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from zholdama.papers.intake import LARGEST


class LimitedUpload(FileUploadHandler):
    """Swallows the pieces of a file from the one on that begins beyond the limit."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if start > LARGEST else raw_data

    def file_complete(self, file_size: int) -> Any:
        """Nothing of its own: the handler behind it has kept the file."""
        return None
