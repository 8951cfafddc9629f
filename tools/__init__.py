"""What `make` runs: one small script per idea, standard library first, so that a bare machine can start."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    # Written so that an old Python can still read it, and say this instead of a syntax error.
    found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    raise SystemExit(
        "village needs Python 3.11 or newer, and %s is Python %s: try `make PYTHON=python3.11 …`."  # noqa: UP031
        % (sys.executable, found)
    )
