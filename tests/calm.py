"""An invented scale of two questions, in words of our own: a scoring everybody has, and a site's words beside it."""

from pathlib import Path

SCALE = """
format = 1
key = "calm"
version = "1"
validated = false
licence = "invented"
item_count = 2

[answers]
lowest = 0
highest = 2

[[items]]
key = "2"
not_applicable = 1

[total]
title = { en = "Calm" }
higher_is = "better"
"""
GOLDEN = "1,2,total,missing,alerts\n2,NA,3,0,\n"
WORDS = """
language = "en"
status = "original"
title = "Calm days"
introduction = "Think of this week."
not_applicable = "Does not concern me"
[[options]]
value = 2
label = "Often"
[[options]]
value = 1
label = "Sometimes"
[[options]]
value = 0
label = "Never"
[items]
1 = "I felt calm."
2 = "I slept = well, and said: “enough”."
"""


def write_calm(root: Path, *, words: str | None = WORDS) -> Path:
    """The folder of the invented scale, under `root`."""
    folder = root / "calm/1"
    folder.mkdir(parents=True)
    (folder / "scale.toml").write_text(SCALE)
    (folder / "golden.csv").write_text(GOLDEN)
    (folder / "SOURCE.md").write_text("Invented for these tests.")
    if words:
        (folder / "en.toml").write_text(words)
    return folder
