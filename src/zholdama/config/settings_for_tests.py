"""The settings of a test run: the same, over an installation of the tests' own in `var/test`."""

import os

from zholdama.config.installation import checkout

if (_source := checkout()) is not None:
    os.environ.setdefault("ZHOLDAMA_VAR", str(_source / "var" / "test"))
os.environ["ZHOLDAMA_MODE"] = "demonstration"

from zholdama.config.settings import *  # noqa: F403
