"""Where things lie, and the secrets among them."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zholdama.config import installation
from zholdama.config.installation import Installation


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHOLDAMA_VAR", str(tmp_path / "elsewhere"))
    assert installation.here().root == tmp_path / "elsewhere"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHOLDAMA_VAR", "near")
    assert installation.here().root == tmp_path / "near", "a relative name is fixed at once"


def test_a_checkout_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHOLDAMA_VAR", raising=False)
    source = installation.checkout()
    assert source is not None
    assert installation.here().root == source / "var"


def test_an_installed_package_uses_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ZHOLDAMA_VAR", raising=False)
    monkeypatch.setattr(installation, "checkout", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert installation.here().root == tmp_path / "zholdama"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert installation.here().root == tmp_path / ".local" / "share" / "zholdama"


def test_a_secret_is_made_once_and_closed(tmp_path: Path) -> None:
    own = Installation(tmp_path / "var")
    umask = os.umask(0)
    try:
        first = own.secret("django_secret_key")
    finally:
        os.umask(umask)
    assert len(first) == 43
    assert own.secret("django_secret_key") == first
    assert Installation(tmp_path / "var").secret("django_secret_key") == first
    assert own.secret("another") != first
    assert stat.S_IMODE(own.secrets_path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in own.secrets_path.iterdir()} == {0o600}
    assert {path.name for path in own.secrets_path.iterdir()} == {"django_secret_key", "another"}


def test_first_uses_at_once_agree(tmp_path: Path) -> None:
    own = Installation(tmp_path / "var")
    own.folder(own.secrets_path, mode=0o700)
    with ThreadPoolExecutor(16) as pool:
        for name in ("one", "two", "three", "four", "five"):
            assert len(set(pool.map(own.secret, [name] * 32))) == 1


@pytest.mark.parametrize("name", ["", "../etc", "a/b", "A", ".hidden", "a" * 64, "a\n"])
def test_a_secret_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name of a secret"):
        Installation(tmp_path / "var").secret(name)


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o700)
    own = Installation(tmp_path / "var")
    own.folder(own.logs_path)
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    assert stat.S_IMODE(own.logs_path.stat().st_mode) & 0o077 == 0o011


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes things in another's folder")
def test_what_root_makes_in_anothers_folder_is_theirs(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    own = Installation(theirs / "var")
    own.secret("django_secret_key")
    assert {path.stat().st_uid for path in theirs.rglob("*")} == {65534}
