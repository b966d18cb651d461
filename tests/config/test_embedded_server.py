"""The embedded server on a real machine: folders, users, locks, kills. Each test has a cluster of its own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from zholdama.config.embedded import cluster, housing, sockets
from zholdama.config.embedded.accounts import Account
from zholdama.config.embedded.server import Server, ensure_running
from zholdama.config.installation import Installation

AS_ROOT = os.geteuid() == 0
only_as_root = pytest.mark.skipif(not AS_ROOT, reason="only root has to choose another user for the server")

# Another process: starts or joins, says which, waits for a line, leaves, says whether it stopped the server.
NEIGHBOUR = """
import sys
from pathlib import Path
from zholdama.config.embedded.server import ensure_running
from zholdama.config.installation import Installation
installation = Installation(Path(sys.argv[1]), (Path(sys.argv[2]),))
server = ensure_running(installation, durable=sys.argv[3] == "durable")
print("started" if server.started_here else "joined", flush=True)
sys.stdin.readline()
print("stopped" if server.stop() else "left", flush=True)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder others may pass through, as a clone in a shared place is; pytest's own is closed."""
    folder = Path(tempfile.mkdtemp(prefix="zt-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "outside").mkdir(mode=0o755)
    yield folder
    record = folder / "var" / housing.RECORD
    assert not record.exists() or str(folder) in record.read_text()
    shutil.rmtree(folder)


@pytest.fixture
def installation(place: Path) -> Installation:
    return Installation(place / "var", (place / "outside",))


@pytest.fixture
def neighbour(installation: Installation) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    begun: list[subprocess.Popen[str]] = []

    def begin(*, durable: bool = False) -> subprocess.Popen[str]:
        words = [str(installation.root), str(installation.outside[0]), "durable" if durable else "fast"]
        process = subprocess.Popen(
            [sys.executable, "-c", NEIGHBOUR, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leaves(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return says(process)


def one(server: Server, statement: str) -> object:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def do(server: Server, statement: str) -> None:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute(statement)


def is_there(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if state.parent.parent.joinpath("self").exists():
        return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0


def has_ended(pid: int) -> bool:
    """Whether the process ends within moments: its record goes first, with the checkpoint written, then itself."""
    give_up = time.monotonic() + 5
    while is_there(pid) and time.monotonic() < give_up:
        time.sleep(0.02)
    return not is_there(pid)


def postmaster_of(installation: Installation) -> int:
    home = housing.find(installation)
    assert home is not None
    return int((home / "cluster" / "postmaster.pid").read_text().split()[0])


def test_a_restart_finds_the_data(installation: Installation) -> None:
    with ensure_running(installation) as first:
        assert first.started_here
        do(first, "CREATE TABLE kept AS SELECT 'сақталды' AS word")
        assert [one(first, f"SHOW {name}") for name in ("fsync", "synchronous_commit")] == ["on", "on"]
        pid = postmaster_of(installation)
    assert has_ended(pid)
    with ensure_running(installation) as second:
        assert second.started_here
        assert one(second, "SELECT word FROM kept") == "сақталды"
        assert one(second, "SELECT upper('әқһ')") == "ӘҚҺ", "the builtin C.UTF-8 locale folds Kazakh letters"


def test_the_server_is_closed_to_others(installation: Installation) -> None:
    with ensure_running(installation, durable=False) as server:
        assert one(server, "SHOW listen_addresses") == ""
        assert (
            one(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules")
            == "scram-sha-256"
        )
        assert one(server, "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolsuper") is True
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.dsn("postgres", server.superuser, "wrong"))
        for folder in (server.socket_dir, server.home.folder, server.home.cluster):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        password = server.home.folder / "superuser.password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
        assert server.superuser_password not in repr(server)


def test_ctrl_c_does_not_reach_the_server(installation: Installation) -> None:
    with ensure_running(installation, durable=False):
        assert os.getsid(postmaster_of(installation)) != os.getsid(0)


def test_surroundings_of_the_caller_do_not_steer_the_server(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGDATA": "/nowhere",
        "PGPORT": "1",
        "LC_ALL": "kk_KZ.UTF-8",
        "TZ": "Asia/Almaty",
    }.items():
        monkeypatch.setenv(name, value)
    with ensure_running(installation, durable=False) as server:
        assert one(server, "SHOW timezone") == "UTC"
        assert one(server, "SHOW lc_messages") == "C"


def test_whoever_leaves_last_stops_it(
    installation: Installation, neighbour: Callable[..., subprocess.Popen[str]]
) -> None:
    starter = neighbour()
    assert says(starter) == "started"
    pid = postmaster_of(installation)
    with ensure_running(installation) as joined:
        assert not joined.started_here
        assert leaves(starter) == "left", "the starter must not stop what another still uses"
        starter.wait(10)
        assert one(joined, "SELECT 1") == 1
        later = neighbour()
        assert says(later) == "joined"
        assert leaves(later) == "left"
        assert one(joined, "SELECT 1") == 1
        assert joined.stop() is True
        assert joined.stop() is False
    assert has_ended(pid)


def test_two_at_once_share_one_server(
    installation: Installation, neighbour: Callable[..., subprocess.Popen[str]]
) -> None:
    pair = [neighbour(), neighbour()]
    assert sorted(says(process) for process in pair) == ["joined", "started"]
    assert sorted(leaves(process) for process in pair) == ["left", "stopped"]


def test_leaving_and_arriving_at_once_loses_nobody(installation: Installation) -> None:
    """Short commands side by side: whoever has a server has it until it leaves."""
    loop = (
        "import sys, psycopg\nfrom pathlib import Path\n"
        "from zholdama.config.embedded.server import ensure_running\n"
        "from zholdama.config.installation import Installation\n"
        "installation = Installation(Path(sys.argv[1]), (Path(sys.argv[2]),))\n"
        "for _ in range(4):\n"
        "    with ensure_running(installation, durable=False) as server:\n"
        "        with psycopg.connect(server.superuser_dsn()) as connection:\n"
        "            for _ in range(20): connection.execute('SELECT 1')\n"
    )
    words = [str(installation.root), str(installation.outside[0])]
    crowd = [subprocess.Popen([sys.executable, "-c", loop, *words]) for _ in range(3)]
    assert [process.wait(50) for process in crowd] == [0, 0, 0]
    assert cluster.postmaster(housing.settle(installation)) is None, "the last one stopped it"


def test_the_next_start_works_after_everything_was_killed(
    installation: Installation, neighbour: Callable[..., subprocess.Popen[str]]
) -> None:
    starter = neighbour(durable=True)
    assert says(starter) == "started"
    pid = postmaster_of(installation)
    with ensure_running(installation) as server:
        do(server, "CREATE TABLE committed AS SELECT 7 AS figure")
        # A session open and at work keeps a child of the server, and its shared memory, for a moment longer.
        busy = psycopg.connect(server.superuser_dsn())
        busy.execute("SELECT 1")
        starter.kill()
        starter.wait(10)
        os.kill(pid, signal.SIGKILL)
        with ensure_running(installation) as again:
            assert again.started_here
            assert postmaster_of(installation) != pid
            assert one(again, "SELECT figure FROM committed") == 7
        busy.close()


def test_a_server_left_behind_by_a_killed_starter_is_joined_and_then_stopped(
    installation: Installation, neighbour: Callable[..., subprocess.Popen[str]]
) -> None:
    starter = neighbour()
    assert says(starter) == "started"
    pid = postmaster_of(installation)
    starter.kill()
    starter.wait(10)
    assert is_there(pid), "its own session: the starter's death is not its own"
    with ensure_running(installation) as server:
        assert not server.started_here
    assert has_ended(pid)


def test_a_number_in_a_stale_record_is_not_signalled(installation: Installation) -> None:
    """After a restart of the machine the recorded process number may be anybody's."""
    with ensure_running(installation, durable=False) as server:
        record = server.home.cluster / "postmaster.pid"
        pid = postmaster_of(installation)
        bystander = subprocess.Popen(["sleep", "60"])
        os.kill(pid, signal.SIGKILL)
        while is_there(pid):
            time.sleep(0.02)
        if record.exists():
            record.write_text(record.read_text().replace(str(pid), str(bystander.pid), 1))
        server.stop()
        assert bystander.poll() is None
        bystander.kill()
        bystander.wait()


def test_an_interrupted_start_leaves_no_half_cluster(installation: Installation) -> None:
    home = housing.settle(Installation(installation.folder(installation.root), installation.outside))
    (home.folder / "cluster.new-cut").mkdir()
    with ensure_running(installation, durable=False) as server:
        assert server.started_here
        assert not list(server.home.folder.glob("cluster.new-*"))


def test_a_long_path_gets_a_short_socket(place: Path) -> None:
    deep = Installation(place / ("қ" * 40) / ("x" * 60) / "var", (place / "outside",))
    with ensure_running(deep, durable=False) as server:
        assert len(os.fsencode(sockets.socket_in(server.socket_dir))) < 100
        assert sockets.is_closed_to_others(server.socket_dir, server.home.account)
        socket_dir = server.socket_dir
    shutil.rmtree(socket_dir)


def test_a_folder_of_somebody_else_is_no_place_for_the_socket(tmp_path: Path) -> None:
    us = Account(os.geteuid(), os.getegid(), "us")
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o700)
    assert sockets.is_closed_to_others(mine, us)
    mine.chmod(0o711)
    assert not sockets.is_closed_to_others(mine, us)
    mine.chmod(0o700)
    assert not sockets.is_closed_to_others(mine, Account(us.uid + 1, us.gid, "them"))
    (tmp_path / "link").symlink_to(mine)
    assert not sockets.is_closed_to_others(tmp_path / "link", us)


def test_a_taken_socket_folder_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user of the machine sits on every name we might take."""
    taken = tmp_path / "taken"
    taken.mkdir(mode=0o755)
    monkeypatch.setattr(sockets, "_places", lambda home: iter([taken]))
    chosen = sockets.choose(tmp_path, Account(os.geteuid(), os.getegid(), "us"))
    assert chosen != taken
    assert stat.S_IMODE(chosen.stat().st_mode) == 0o700
    chosen.rmdir()


def test_no_folder_above_is_opened(place: Path) -> None:
    above = [place / "closed", place]
    above[0].mkdir(mode=0o750)
    parents = [
        *above,
        *place.parents,
        Path(sys.prefix),
        *Path(sys.prefix).parents,
        Path(psycopg.__file__).parent,
    ]
    before = {folder: folder.stat().st_mode for folder in parents}
    closed = Installation(above[0] / "var", (place / "outside",))
    with ensure_running(closed, durable=False):
        pass
    assert {folder: folder.stat().st_mode for folder in parents} == before


@only_as_root
def test_root_moves_the_database_out_of_a_closed_clone(place: Path) -> None:
    (place / "closed").mkdir(mode=0o700)
    closed = Installation(place / "closed" / "var", (place / "outside",))
    with ensure_running(closed, durable=False) as server:
        assert server.home.folder.parent == place / "outside"
        assert server.home.account.uid != 0
        do(server, "CREATE TABLE kept AS SELECT 1 AS figure")
    assert housing.find(closed) == server.home.folder
    (place / "closed").rename(place / "moved")
    with ensure_running(Installation(place / "moved" / "var", ()), durable=False) as again:
        assert again.home.folder == server.home.folder
        assert one(again, "SELECT figure FROM kept") == 1
    shutil.rmtree(server.home.folder)
    with pytest.raises(housing.NoHome, match="bring it back"):
        ensure_running(Installation(place / "moved" / "var"))


@only_as_root
def test_root_copies_programs_that_the_servers_user_cannot_reach(
    installation: Installation, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = housing.binaries.shipped()
    (place / "venv").mkdir(mode=0o700)
    hidden = shipped.copy_into(place / "venv" / "programs")
    monkeypatch.setattr(housing.binaries, "shipped", lambda: hidden)
    with ensure_running(installation, durable=False) as server:
        assert server.home.binaries.folder.is_relative_to(server.home.folder)
        assert one(server, "SELECT 1") == 1
    inode = server.home.binaries.program("postgres").stat().st_ino
    with ensure_running(installation, durable=False) as again:
        assert again.home.binaries.program("postgres").stat().st_ino == inode, "copied once"


@only_as_root
def test_an_ordinary_user_needs_nobody_else(place: Path) -> None:
    """The same code in a process that gave root up for good, in a folder of that user."""
    nobody = next(account for account in housing.candidates(place) if account.name == "nobody")
    if not nobody.can_run(housing.binaries.shipped().program("postgres")):
        pytest.skip("this clone lies where no ordinary user can read it")
    folder = place / "theirs"
    folder.mkdir()
    os.chown(folder, nobody.uid, nobody.gid)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setresgid(nobody.gid, nobody.gid, nobody.gid)
            os.setresuid(nobody.uid, nobody.uid, nobody.uid)
            with ensure_running(Installation(folder / "var", ()), durable=False) as server:
                assert server.home.folder == folder / "var" / "database"
                assert one(server, "SELECT 1") == 1
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert {path.stat().st_uid for path in (folder / "var").rglob("*")} == {nobody.uid}
    # Root, called in the same place afterwards, works on that user's database as that user.
    with ensure_running(Installation(folder / "var", ()), durable=False) as server:
        assert server.home.account.uid == nobody.uid
    assert {path.stat().st_uid for path in (folder / "var").rglob("*")} == {nobody.uid}


def test_another_major_version_is_refused_in_words(installation: Installation) -> None:
    home = housing.settle(Installation(installation.folder(installation.root), installation.outside))
    home.cluster.mkdir()
    (home.cluster / "PG_VERSION").write_text("15\n")
    with pytest.raises(cluster.ClusterUnusable, match="PostgreSQL 15"):
        ensure_running(installation)


def test_a_cluster_without_its_password_is_refused_in_words(installation: Installation) -> None:
    with ensure_running(installation, durable=False) as server:
        (server.home.folder / "superuser.password").write_text("another")
        with pytest.raises(Exception, match="bring back the password"):
            ensure_running(installation)
