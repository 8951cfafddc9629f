"""`python -m village.cli`, where the `village` script is not on the path."""

from village.cli import main

main()
