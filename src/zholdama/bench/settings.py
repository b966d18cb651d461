"""The product's settings with a trust store of the bench's own; everything else is what `zholdama run` uses."""

import os
from pathlib import Path

from zholdama.config.settings import *  # noqa: F403

ZHOLDAMA_TRUST = Path(os.environ["ZHOLDAMA_BENCH_TRUST"])
