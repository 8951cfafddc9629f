"""Make sure the browser tests have Debian's Chromium."""

from tools.debian import need

# The second package lets somebody who is not root open pages safely.
PACKAGES = ("chromium", "chromium-sandbox")


def main() -> None:
    """Install it when we may."""
    need("chromium", PACKAGES, wanted_by="The browser tests")


if __name__ == "__main__":
    main()
