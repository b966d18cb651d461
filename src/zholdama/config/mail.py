"""The mail server as the environment names it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How the line is kept secret, and the port that goes with it."""


def server(environment: Mapping[str, str]) -> dict[str, Any]:
    """{host, port, security, user, password, from, timeout} of the ZHOLDAMA_SMTP_ variables; no host: e-mail is off.

    The password may stand in a file (ZHOLDAMA_SMTP_PASSWORD_FILE). `timeout`: seconds for one answer of the server.
    """

    def named(name: str, otherwise: str = "") -> str:
        return environment.get(f"ZHOLDAMA_SMTP_{name}", otherwise).strip()

    security = named("SECURITY", "starttls")
    if security not in PORTS:
        raise RuntimeError(f"ZHOLDAMA_SMTP_SECURITY is {security!r}; it must be one of {', '.join(PORTS)}")
    file = named("PASSWORD_FILE")
    password = Path(file).read_text(encoding="utf-8").strip() if file else named("PASSWORD")
    return {
        "host": named("HOST"),
        "port": int(named("PORT") or PORTS[security]),
        "security": security,
        "user": named("USER"),
        "password": password,
        "from": named("FROM", "Zholdama <noreply@localhost>"),
        "timeout": float(named("TIMEOUT") or 20),
    }
