"""Each import contract is broken on purpose and must notice, naming itself and the culprit."""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}


@dataclass(frozen=True)
class Offence:
    """A line nobody should write, the contract it breaks, and what the linter must mention."""

    contract: str
    story: str
    lines: dict[str, str]  # file under village/ -> line added at its end
    mentions: str

    def __str__(self) -> str:
        return f"{self.contract}: {self.story}"


OFFENCES = [
    Offence(
        "floors",
        "a house looks up at a parent",
        {"network/models.py": "import village.people.models"},
        "village.network.models -> village.people.models",
    ),
    Offence(
        "floors",
        "a house looks up at how it is ready",
        {"network/offence.py": "import village.readiness.models"},
        "village.network.offence -> village.readiness.models",
    ),
    Offence(
        "floors",
        "the post knows a parent",
        {"post/queue.py": "import village.people.models"},
        "village.post.queue -> village.people.models",
    ),
    Offence(
        "floors",
        "what seals knows whom it seals",
        {"sealing/fields.py": "import village.people.models"},
        "village.sealing.fields -> village.people.models",
    ),
    Offence(
        "floors",
        "a document knows whose it is",
        {"documents/models.py": "import village.network.models"},
        "village.documents.models -> village.network.models",
    ),
    Offence(
        "floors",
        "the journal looks sideways at the furniture",
        {"audit/services.py": "import village.ui.clock"},
        "village.audit.services -> village.ui.clock",
    ),
    Offence(
        "floors",
        "a questionnaire knows the settings of the site",
        {"surveys/models.py": "import village.config.environment"},
        "village.surveys.models -> village.config.environment",
    ),
    Offence(
        "floors",
        "a new package does not say where it lives",
        {"attic/__init__.py": ""},
        "attic",
    ),
    Offence(
        "floors",
        "an estimator knows a snapshot",
        {"statistics/inference.py": "import village.analytics.tables"},
        "village.statistics.inference -> village.analytics.tables",
    ),
    Offence(
        "circles",
        "two modules of one app need each other",
        {
            "people/left.py": "import village.people.right",
            "people/right.py": "import village.people.left",
        },
        "village.people",
    ),
    Offence(
        "core",
        "a rule reads the database",
        {"core/scoring.py": "import django.db"},
        "village.core.scoring -> django",
    ),
    Offence(
        "core",
        "a rule counts with NumPy",
        {"core/scoring.py": "import numpy"},
        "village.core.scoring -> numpy",
    ),
    Offence(
        "statistics",
        "an invented network reads the settings of the site",
        {"laboratory/power/answers.py": "from django.conf import settings"},
        "village.laboratory.power.answers -> django",
    ),
    Offence(
        "statistics",
        "a measure reads the settings of the site",
        {"analytics/outcomes.py": "from django.conf import settings"},
        "village.analytics.outcomes -> django",
    ),
    Offence(
        "statistics",
        "an estimator reads the settings of the site",
        {"statistics/inference.py": "from django.conf import settings"},
        "village.statistics.inference -> django",
    ),
    Offence(
        "statistics",
        "a file format knows the site",
        {"formats/__init__.py": "import django"},
        "village.formats -> django",
    ),
    Offence(
        "statistics",
        "a commune becomes a record",
        {"territories/territory.py": "import django.db"},
        "village.territories.territory -> django",
    ),
    Offence(
        "publishing",
        "a dashboard opens a parent's record",
        {"dashboards/offence.py": "import village.people.models"},
        "village.dashboards.offence -> village.people.models",
    ),
    Offence(
        "publishing",
        "a dashboard reaches parents through an innocent go-between",
        {
            "dashboards/offence.py": "import village.snapshots.between",
            "snapshots/between.py": "import village.people.models",
        },
        "village.snapshots.between -> village.people.models",
    ),
    Offence(
        "records",
        "a phone page loads the statistics",
        {"surveys/models.py": "import village.analytics.tables"},
        "village.surveys.models -> village.analytics.tables",
    ),
    Offence(
        "records",
        "a house computes an interval",
        {"network/models.py": "import village.statistics.inference"},
        "village.network.models -> village.statistics.inference",
    ),
    Offence(
        "records",
        "a group is drawn at random",
        {"groups/models.py": "import village.laboratory.simulation.network"},
        "village.groups.models -> village.laboratory.simulation.network",
    ),
    Offence(
        "records",
        "a parent's record becomes a data frame",
        {"people/models.py": "import pandas"},
        "village.people.models -> pandas",
    ),
    Offence(
        "laboratory-serves-nobody",
        "a page draws a network",
        {"dashboards/views.py": "import village.laboratory.simulation.network"},
        "village.dashboards.views -> village.laboratory.simulation.network",
    ),
    Offence(
        "anatomy",
        "a record calls a verb",
        {"people/models.py": "import village.people.services"},
        "village.people.models -> village.people.services",
    ),
    Offence(
        "clock",
        "a verb looks at the clock",
        {"people/services.py": "import village.ui.clock"},
        "village.people.services -> village.ui.clock",
    ),
    Offence(
        "estimates",
        "sums know the estimate that is made of them",
        {"statistics/arrays.py": "import village.statistics.inference"},
        "village.statistics.arrays -> village.statistics.inference",
    ),
    Offence(
        "draws",
        "a network knows how it is calibrated",
        {"laboratory/simulation/design.py": "import village.laboratory.power.answers"},
        "village.laboratory.simulation.design -> village.laboratory.power.answers",
    ),
    Offence(
        "measures",
        "a table knows what is said of it",
        {"analytics/tables.py": "import village.analytics.results"},
        "village.analytics.tables -> village.analytics.results",
    ),
]


def lint(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run import-linter on a copy of the house, without a cache and without a narrow terminal."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", *arguments],
        cwd=tree,
        env={**os.environ, "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that can be spoilt."""
    shutil.copytree(ROOT / "village", tmp_path / "village", ignore=without_pictures)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def without_pictures(folder: str, names: list[str]) -> set[str]:
    """What a copy of the code can do without: all that is neither Python nor a folder."""
    return {
        name
        for name in names
        if name == "__pycache__" or not (name.endswith(".py") or Path(folder, name).is_dir())
    }


def test_the_house_keeps_its_own_rules(house: Path):
    result = lint(house)

    assert result.returncode == 0, result.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


def test_every_contract_has_someone_to_break_it():
    assert {offence.contract for offence in OFFENCES} == set(NAMES)


@pytest.mark.parametrize("offence", OFFENCES, ids=str)
def test_a_broken_contract_is_noticed(house: Path, offence: Offence):
    for name, line in offence.lines.items():
        path = house / "village" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{line}\n")

    result = lint(house, "--contract", offence.contract)

    assert result.returncode == 1, result.stdout
    assert f"{NAMES[offence.contract]} BROKEN" in result.stdout
    assert offence.mentions in result.stdout
