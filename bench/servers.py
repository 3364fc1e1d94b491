"""The portal and the floor behind gunicorn, started as in production, and what their processes cost."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from bench.databases import Cluster

START_SECONDS = 60
SETTLE_SECONDS = 0.003  # a worker tidies up after its answer has been read


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


class Server:
    """gunicorn with the production's configuration: two processes of one thread, the application loaded before the fork."""

    def __init__(self, cluster: Cluster, database: str, application: str = "", workers: int = 2) -> None:
        self.cluster, self.database = cluster, database
        self.port = _free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-w", str(workers)]
        environment = {**os.environ, **cluster.addresses(database), "PORT": str(self.port)}
        self.log = (settings.VAR_DIR / "gunicorn.log").open("ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*command, *([application] if application else [])],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=self.log,
            stderr=self.log,
        )

    def wait(self, path: str, cookies: str = "") -> float:
        """Seconds from the start of the process to the first answer to a page."""
        while time.monotonic() - self.began < START_SECONDS and self.process.poll() is None:
            with contextlib.suppress(ConnectionError):
                self.get(path, cookies)
                return time.monotonic() - self.began
            time.sleep(0.005)
        raise RuntimeError(f"gunicorn did not answer; see {self.log.name}")

    def get(self, path: str, cookies: str = "", headers: dict[str, str] | None = None) -> Answer:
        """One page, over a connection of its own."""
        return self._ask("GET", path, {"Cookie": cookies, **(headers or {})})

    def post(self, path: str, body: str, cookies: str) -> Answer:
        """One form, with the token of cross-site protection as a browser sends it."""
        token = "benchmark" + "0" * 23
        headers = {"Cookie": f"{cookies}; csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, headers, f"csrfmiddlewaretoken={token}&{body}")

    def upload(self, path: str, filename: str, content: bytes, cookies: str, **typed: str) -> Answer:
        """One file in a form, as a browser sends it."""
        token, border = "benchmark" + "0" * 23, "benchmark-border"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {"csrfmiddlewaretoken": token, **typed}.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="chosen"; filename="{filename}"\r\n'
        head += "Content-Type: application/pdf\r\n\r\n"
        body = "".join([*parts, head]).encode() + content + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Cookie": f"{cookies}; csrftoken={token}",
            "Content-Type": f"multipart/form-data; boundary={border}",
        }
        return self._ask("POST", path, headers, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str | bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {key: value for key, value in headers.items() if value})
            response = connection.getresponse()
            return Answer(response.status, response.getheader("Location", ""), response.read())
        finally:
            connection.close()

    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        return psutil.Process(self.process.pid).children()

    def know_processes(self) -> None:
        """Note which processes work for this server, PostgreSQL's among them; call after the warming up."""
        self.pids = [worker.pid for worker in self.workers()] + self.cluster.backends(self.database)

    def cpu_ns(self) -> int:
        """Nanoseconds on the processor of workers and their database sessions until now."""
        time.sleep(SETTLE_SECONDS)
        return sum(_on_cpu(pid) for pid in self.pids)

    def memory(self) -> float:
        """Megabytes (PSS) of the largest worker."""
        return max(worker.memory_full_info().pss for worker in self.workers()) / 1e6

    def stop(self) -> None:
        """End what was started here."""
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


def seconds_until_ready(cluster: Cluster, database: str, path: str, cookies: str) -> float:
    """From the start of the server to its first answer; the quickest of three: what runs beside only delays."""
    seconds = []
    for _ in range(3):
        server = Server(cluster, database)
        seconds.append(server.wait(path, cookies))
        server.stop()
    return min(seconds)


def _on_cpu(pid: int) -> int:
    """Nanoseconds that the kernel has let a process run; a hundredth of a second is all that other counters tell."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
