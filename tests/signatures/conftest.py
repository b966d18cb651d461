"""The authority's services on loopback, with the settings that name them."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.signatures.services import Services, serving

from zholdama.signatures import sources


@pytest.fixture
def services(database: None, settings: Any) -> Iterator[Services]:
    """OCSP alone is configured; a test configures more."""
    with serving(Services()) as found:
        settings.ZHOLDAMA_OCSP = f"{found.address}/ocsp"
        sources.forget_silence()
        yield found
