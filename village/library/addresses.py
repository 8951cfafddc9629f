"""How a version is written in an address."""


class Version:
    """Numbers with dots between them: no other page of the site is called so."""

    regex = r"\d+(?:\.\d+)*"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value
