"""What was measured beside what is demanded: as a table, and as a record."""

import datetime as dt
import os
import platform
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from samla import clock

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADING = (
    "# Mätningar\n\nSkrivs av `python -m bench --record`, den nyaste först. Gränserna förklaras i `bench/README.md`.\n"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured: the figure, the bar it must not pass (None when it is only told), and how it came about."""

    what: str
    figure: float
    bar: float | None = None
    unit: str = ""
    remark: str = ""

    @property
    def missed(self) -> bool:
        """Is the figure above its bar?"""
        return self.bar is not None and self.figure > self.bar

    def cells(self) -> list[str]:
        """The line as a table has it."""
        verdict = "" if self.bar is None else ("missad" if self.missed else "ok")
        return [self.what, _text(self.figure, self.unit), _text(self.bar, self.unit), verdict, self.remark]


@dataclass
class Report:
    """The lines in the order in which they came."""

    lines: list[Line] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def say(self, what: str) -> None:
        """Tell what begins now, and after how long."""
        print(f"[{time.monotonic() - self.began:3.0f} s] {what}", flush=True)

    def add(self, what: str, figure: float, bar: float | None = None, *, unit: str = "", remark: str = "") -> None:
        """Note a figure, and say it at once, since the whole run takes minutes."""
        line = Line(what, figure, bar, unit, remark)
        self.lines.append(line)
        what, measured, wanted, verdict, remark = line.cells()
        print(f"{what:<52} {measured:>12}  {wanted:>12}  {verdict:<7} {remark}", flush=True)

    @property
    def missed(self) -> list[Line]:
        """The lines above their bars."""
        return [line for line in self.lines if line.missed]

    def record(self) -> None:
        """Write the table at the head of RESULTS.md, with date, commit and machine."""
        before = RESULTS.read_text().removeprefix(HEADING) if RESULTS.exists() else ""
        rows = ["| vad | uppmätt | gräns | | anmärkning |", "|---|---:|---:|---|---|"]
        rows += [f"| {' | '.join(line.cells())} |" for line in self.lines]
        head = f"\n## {_today()}, {_commit()}\n\n{_machine()}\n\n"
        RESULTS.write_text(HEADING + head + "\n".join(rows) + "\n" + before)


def _text(figure: float | None, unit: str) -> str:
    if figure is None:
        return ""
    number = f"{figure:.2f}" if isinstance(figure, float) else f"{figure}"
    return f"{number.replace('.', ',')} {unit}".strip()


def _today() -> dt.date:
    return clock.today()


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=RESULTS.parent)
    return answer.stdout.strip() or "utan git"


def _machine() -> str:
    models = [line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    return (
        f"{os.cpu_count()} kärnor ({models[0] if models else platform.machine()}), Python {platform.python_version()}."
    )


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []
