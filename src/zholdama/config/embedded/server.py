"""Start the embedded server, join the one that runs, and stop it when its last user leaves."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from zholdama.config.embedded import cluster, housing, locks, sockets
from zholdama.config.embedded.housing import Home
from zholdama.config.installation import Installation, belongs_like_its_folder

PATIENCE = 60.0
"""Seconds to wait for a server that recovers, or for another process that starts or stops it."""

_SETTINGS = {
    "listen_addresses": "",
    "port": str(sockets.PORT),
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "max_wal_size": "2GB",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "lc_messages": "C",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_LOG_LIMIT = 20_000_000
_left_running: list[subprocess.Popen[bytes]] = []


class ServerUnavailable(RuntimeError):
    """The embedded server neither runs nor starts; the message carries its own last words."""


class _Answer(Enum):
    YES = "takes connections"
    NOT_YET = "starts, recovers or stops"
    NO = "is not there"


@dataclass
class Server:
    """A running server, used by this process until `stop()`."""

    home: Home
    socket_dir: Path
    superuser_password: str = field(repr=False)
    started_here: bool
    _mutex: Path = field(repr=False)
    _users: int = field(repr=False)
    _process: "subprocess.Popen[bytes] | None" = field(repr=False)
    _pid: int = field(default_factory=os.getpid, repr=False)
    _has_left: bool = field(default=False, repr=False)
    superuser: str = cluster.SUPERUSER

    def dsn(self, dbname: str, user: str, password: str) -> str:
        """A `postgresql://` URL for one login to one database, over the Unix socket."""
        host = quote(str(self.socket_dir), safe="")
        login = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{login}@/{quote(dbname, safe='')}?host={host}&port={sockets.PORT}"

    def superuser_dsn(self, dbname: str = "postgres") -> str:
        """The same for the superuser: only to make logins and databases."""
        return self.dsn(dbname, self.superuser, self.superuser_password)

    def stop(self) -> bool:
        """Leave the server; the last user to leave stops it. True when it was stopped here.

        Whoever started the server leaves it to the others who still use it. May be called twice.
        """
        if self._has_left or os.getpid() != self._pid:
            return False
        self._has_left = True
        with locks.alone(self._mutex, seconds=PATIENCE):
            try:
                is_last = locks.become_alone(self._users)
                if is_last:
                    _shut_down(self)
                elif self._process is not None:
                    _left_running.append(self._process)
            finally:
                os.close(self._users)
        return is_last

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def ensure_running(installation: Installation, *, durable: bool = True, patience: float = PATIENCE) -> Server:
    """The server of this installation: the running one joined, else started (and its cluster made) here.

    durable: False gives up safety against a power cut for speed; for tests only. A server that is joined
    keeps what it was started with.
    Raises ServerUnavailable, housing.NoHome, cluster.ClusterUnusable, binaries.BinariesMissing,
    locks.LockTaken: each a RuntimeError in words to act on.
    """
    mutex = installation.folder(installation.root) / "database.lock"
    with locks.alone(mutex, seconds=patience):
        home = housing.settle(installation)
        users = locks.share(home.folder / "users.lock")
        try:
            cluster.make(home, durable=durable)
            log = _open_log(installation)
            process, socket_dir = _join_or_start(home, log, durable=durable, patience=patience)
            password = cluster.superuser_password(home)
            return Server(home, socket_dir, password, process is not None, mutex, users, process)
        except BaseException:
            os.close(users)
            raise


def _join_or_start(
    home: Home, log: Path, *, durable: bool, patience: float
) -> tuple["subprocess.Popen[bytes] | None", Path]:
    """Join what answers; else start, and start again while the locks of a killed server still stand."""
    give_up = time.monotonic() + patience
    while True:
        answer, socket_dir = _ask(home)
        if answer is _Answer.YES:
            return None, socket_dir
        last_words = "it does not take connections"
        if answer is _Answer.NO:
            begin = log.stat().st_size
            process = _spawn(home, log, durable=durable)
            if (started := _await(home, process, give_up)) is not None:
                return process, started
            last_words = log.read_bytes()[begin:].decode("utf-8", "replace").strip()
            # A killed server's last children go within moments, and its locks with them. They protect the
            # cluster against a second server: waited for, never deleted.
            if "lock file" not in last_words and "shared memory block" not in last_words:
                give_up = 0.0
        if time.monotonic() > give_up:
            raise ServerUnavailable(f"the embedded PostgreSQL does not start (its log: {log}):\n{last_words}")
        time.sleep(0.2)


def _spawn(home: Home, log: Path, *, durable: bool) -> "subprocess.Popen[bytes]":
    settings = _SETTINGS | {"unix_socket_directories": str(sockets.choose(home.folder, home.account))}
    settings |= _DURABLE if durable else dict.fromkeys(_DURABLE, "off")
    surroundings = home.account.of_process()
    # PostgreSQL does not mistake the process named here for a rival that a stale lock file speaks of.
    surroundings["env"]["PG_GRANDPARENT_PID"] = str(os.getppid())
    words = [f"-c{name}={value}" for name, value in settings.items()]
    with log.open("ab") as sink:
        return subprocess.Popen(
            [home.binaries.program("postgres"), f"-D{home.cluster}", *words],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            # Its own session: Ctrl-C reaches the web server and the worker, and the database outlives them.
            start_new_session=True,
            **surroundings,
        )


def _await(home: Home, process: "subprocess.Popen[bytes]", give_up: float) -> Path | None:
    """The socket folder once the server takes connections; None when it ended instead."""
    try:
        while process.poll() is None:
            answer, socket_dir = _ask(home)
            if answer is _Answer.YES:
                return socket_dir
            if time.monotonic() > give_up:
                raise ServerUnavailable("the embedded PostgreSQL started but takes no connections")
            time.sleep(0.02)
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    return None


def _ask(home: Home) -> tuple[_Answer, Path]:
    """Whether the server of this cluster takes connections, and where."""
    record = cluster.postmaster(home)
    if record is None or not sockets.is_closed_to_others(record[1], home.account):
        return _Answer.NO, Path()
    try:
        with psycopg.connect(
            host=str(record[1]),
            port=sockets.PORT,
            dbname="postgres",
            user=cluster.SUPERUSER,
            password=cluster.superuser_password(home),
            connect_timeout=10,
        ) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as error:
        if "too many clients" in str(error) or "connection slots" in str(error):
            return _Answer.YES, record[1]
        if "password authentication" in str(error):
            raise ServerUnavailable(
                f"the embedded PostgreSQL runs but refuses the password in {home.folder}: "
                "bring back the password file that was made together with this cluster"
            ) from error
        is_busy = "the database system is" in str(error)
        return (_Answer.NOT_YET if is_busy else _Answer.NO), record[1]
    if row is None or Path(row[0]) != home.cluster:
        raise ServerUnavailable(f"the server in {record[1]} serves another cluster: {row}")
    return _Answer.YES, record[1]


def _shut_down(server: Server) -> None:
    """Fast shutdown: open transactions are rolled back, a checkpoint is written, nothing needs recovery."""
    record = cluster.postmaster(server.home)
    process = server._process
    is_ours = process is not None and process.poll() is None
    # A number in a file may by now be another program's: it is trusted only when the server itself answers.
    if record is None or not (is_ours or _ask(server.home)[0] is _Answer.YES):
        return
    os.kill(record[0], signal.SIGINT)
    _wait_until(
        lambda: cluster.postmaster(server.home) is None and (process is None or process.poll() is not None)
    )


def _wait_until(is_done: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not is_done():
        if time.monotonic() > give_up:
            raise ServerUnavailable(f"the embedded PostgreSQL has not stopped within {PATIENCE:.0f} seconds")
        time.sleep(0.02)


def _open_log(installation: Installation) -> Path:
    """The server's log file; a long one is put aside as `.1`, which the one before gives way to."""
    log = installation.folder(installation.logs_path) / "database.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    belongs_like_its_folder(log)
    return log
