"""How many queries each page costs, for each person who opens it, with one, three and twelve of everything.

    .venv/bin/python -m benchmarks.queries [--database postgresql]

What is counted, and in which world, is said by `tests/architecture/crowds.py`; the test beside it fails when a page grows.
"""

import argparse
import os
import re
import subprocess
import sys

LINE = re.compile(r"^[ \w:]*( +\d+){3}$")


def main() -> None:
    """Build the worlds, open the pages, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args().database
    counted = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "-n",
            "0",
            "tests/architecture/test_queries.py",
        ],
        env=os.environ | {"VILLAGE_TEST_DATABASE": chosen},
        stdout=subprocess.PIPE,
        text=True,
    )
    print("\n".join(line for line in counted.stdout.splitlines() if LINE.match(line)))
    sys.exit(counted.returncode)


if __name__ == "__main__":
    main()
