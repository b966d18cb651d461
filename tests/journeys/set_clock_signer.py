"""The development signer at the moments that a test sets: started as a program, with the command's own arguments."""

import os
from datetime import datetime
from pathlib import Path

from zholdama import clock
from zholdama.cli.main import main

if __name__ == "__main__":
    file = Path(os.environ["ZHOLDAMA_TEST_MOMENT"])
    # Its answers come from threads of their own, where a clock set in this context would not be seen.
    clock.now = lambda: datetime.fromisoformat(file.read_text(encoding="ascii"))
    raise SystemExit(main())
