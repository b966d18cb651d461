"""Where the pages look for the signing program: in service NCALayer's own address, whatever the environment says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "from django.conf import settings as s; print(s.ZHOLDAMA_NCALAYER, s.ZHOLDAMA_SIGNER_PAGE, s.ZHOLDAMA_DEMONSTRATION_STAFF)"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("production", "wss://127.0.0.1:13579"),
        (
            "demonstration",
            "ws://127.0.0.1:4444 http://127.0.0.1:5555/ zholdama.demonstration.staff_list.StaffList",
        ),
    ],
)
def test_the_address_follows_the_mode(tmp_path: Path, mode: str, expected: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zholdama.config.settings",
        "ZHOLDAMA_MODE": mode,
        "ZHOLDAMA_VAR": str(tmp_path),
        "ZHOLDAMA_HOSTS": "example.kz",
        "ZHOLDAMA_SIGNER_PORT": "4444",
        "ZHOLDAMA_SIGNER_PAGE_PORT": "5555",
        "ZHOLDAMA_NCALAYER": "wss://evil.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == expected
