"""A disk that fills up leaves no half of a snapshot behind."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WRITES = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as on a full disk, write() fails and says so
from village.analytics.tables import arrow_schema
from village.snapshots.folder import whole_or_nothing
target = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
values = [f"{i * 2654435761 % 2**32:08x}" for i in range(200_000)]
with whole_or_nothing(target) as draft:
    draft.tables["enrolments"].write({
        "participant": values, "house": values, "group": values, "kind": values, "left_after_days": [None] * 200_000,
    })
    draft.finish({"purpose": "national"})
"""


def write(target: Path, *, room: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WRITES, str(target), str(room)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_without_room_nothing_is_left(tmp_path):
    done = write(tmp_path / "s", room=100_000)

    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_with_room_the_whole_folder_is_there(tmp_path):
    done = write(tmp_path / "s", room=2**31)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "s/manifest.json").is_file()
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o555
