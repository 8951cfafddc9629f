"""Write the pages that changed."""

from tools.console import ROOT, say
from tools.reference import pages


def main() -> None:
    """Write what changed, and name it."""
    for path, text in pages().items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            say(f"{path.relative_to(ROOT)}: written")


if __name__ == "__main__":
    main()
