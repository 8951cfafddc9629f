"""The reference material beside the repository: public files and data sets with their published results.

It is not part of the project (several data sets keep their own licence), so a clone may stand without it. Tests that
need it carry `@pytest.mark.reference`; where it is absent they are left out, and the first lines of the run say so.
`VILLAGE_REFERENCE` names another folder.
"""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(
    os.environ.get("VILLAGE_REFERENCE", Path(__file__).parents[2] / "shared" / "reference")
)
IS_HERE = (FOLDER / "stat_cases.json").is_file()


def stat_case(key: str) -> dict[str, Any]:
    """One case of `stat_cases.json`: its inputs, outputs, tolerance."""
    cases = json.loads((FOLDER / "stat_cases.json").read_text("utf-8"))["cases"]
    return next(case for case in cases if case["id"] == key)


def dataset(name: str) -> Path:
    """The path of a data set, such as `lme4_sleepstudy.csv`."""
    return FOLDER / "datasets" / name
