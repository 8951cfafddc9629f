"""A real SMTP server on this machine, which keeps what it receives."""

import re
import socket
from collections.abc import Iterator
from email.message import Message as Letter

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class PostOffice(Message):
    """Keeps letters in the order they came."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []

    def handle_message(self, message: Letter) -> None:
        """Take one letter in."""
        self.letters.append(message)

    def link_sent_to(self, address: str) -> str:
        """The address written in the last letter to somebody."""
        letter = next(letter for letter in reversed(self.letters) if letter["To"] == address)
        return re.search(r"https?://\S+", text_of(letter))[0]


def text_of(letter: Letter) -> str:
    """What a letter says."""
    return letter.get_payload(decode=True).decode()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send_through(settings: object, port: int) -> None:
    """Make the site send its letters through a port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False


@pytest.fixture
def post_office(settings) -> Iterator[PostOffice]:
    """An open post office, through which the site sends."""
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=free_port())
    server.start()
    send_through(settings, server.port)
    yield office
    server.stop()
