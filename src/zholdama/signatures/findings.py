"""What `zholdama check` says of signature checking: who judges, which sources are asked, what is trusted."""

from collections.abc import Iterator
from datetime import datetime

from zholdama.signatures import lists, port, sources, trust


def findings(*, at: datetime) -> Iterator[dict[str, str]]:
    """Verifier, sources and trust store of the settings."""
    from django.conf import settings

    yield from _verifier(settings.ZHOLDAMA_SIGNATURE_VERIFIER, settings.ZHOLDAMA_NCANODE)
    yield from _trusted(production=settings.ZHOLDAMA_PRODUCTION)
    yield from _sources(production=settings.ZHOLDAMA_PRODUCTION)


def _finding(what: str, state: str = "good", do: str = "") -> dict[str, str]:
    return {"what": what, "state": state, "do": do}


def _verifier(name: str, ncanode: str) -> Iterator[dict[str, str]]:
    what = f"signatures are judged by: {name}"
    if name not in port.VERIFIERS:
        yield _finding(what, "bad", f"set ZHOLDAMA_SIGNATURE_VERIFIER to one of {', '.join(port.VERIFIERS)}")
    elif name != "native" and not ncanode:
        yield _finding(what, "bad", "set ZHOLDAMA_NCANODE to the address of the NCANode service")
    else:
        yield _finding(what)


def _trusted(*, production: bool) -> Iterator[dict[str, str]]:
    installed = trust.installed()
    number = sum(len(each) for each in installed.store.authorities.values())
    what = f"{number} authorities are trusted"
    if not number:
        do = (
            "put the authorities' certificates into the trust folder: without them no signature can be judged"
        )
        yield _finding(what, "bad" if production else "warning", do)
    elif installed.store.skipped:
        do = f"look at these certificates of the trust folder: {'; '.join(installed.store.skipped)}"
        yield _finding(f"{what}, {len(installed.store.skipped)} certificates are of no use", "warning", do)
    else:
        yield _finding(what)


def _sources(*, production: bool) -> Iterator[dict[str, str]]:
    asked = [
        f"{name} {address}"
        for name, setting in (("OCSP", "ZHOLDAMA_OCSP"), ("timestamps", "ZHOLDAMA_TSA"))
        for address in sources.addresses(setting).values()
    ]
    fetched, (held, _) = sources.list_addresses(), lists.current()
    if fetched:
        asked.append(f"{len(held)} of {len(fetched)} revocation lists held")
    if sources.answer_revocation():
        state = "warning" if fetched and len(held) < len(fetched) else "good"
        do = "wait for the worker's next round, or look at its log" if state == "warning" else ""
        yield _finding(f"sources on certificates: {', '.join(asked)}", state, do)
    else:
        do = "set ZHOLDAMA_OCSP or ZHOLDAMA_CRLS: without them every signature waits to be checked"
        yield _finding(
            "nothing here can say whether a certificate is revoked",
            "bad" if production else "warning",
            do if production else f"in production: {do}",
        )
