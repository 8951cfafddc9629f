"""Make sure Spark has the Java it runs in: Spark 4.0 runs in Java 17 or 21, and Debian 12 has 17."""

from tools.debian import need

PACKAGES = ("openjdk-17-jre-headless",)


def main() -> None:
    """Install it when we may."""
    need("java", PACKAGES, wanted_by="Spark's tests")


if __name__ == "__main__":
    main()
