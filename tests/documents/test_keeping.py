"""A file that proves something is known by its content, and keeps nothing of its name that could mislead."""

import pytest

from tests.factories import NOW
from village.core.errors import NotAllowed
from village.documents.services import LARGEST, Upload, keep_document, kind_of, plain_name

EMAIL = b"From: rights@example.org\r\nDate: Fri, 20 Nov 2026 09:00:00 +0100\r\n\r\nYes."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (EMAIL, "message/rfc822"),
        (b"<html>From: nobody</html>", None),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None),
        (b"From: x\r\nDate: y\r\n\r\n\0", None),
        (b"<svg onload='alert(1)'/>", None),
    ],
)
def test_a_file_is_what_it_contains(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("accord.pdf", "accord.pdf"),
        ("C:\\accords\\..\\EPDS.exe", "EPDS.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("....", "document.pdf"),
        ("é" * 300, "é" * 100 + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_that_could_mislead(name, kept):
    assert plain_name(name, ".pdf") == kept


@pytest.mark.django_db
def test_the_suffix_is_that_of_the_content():
    kept = keep_document(upload=Upload("accord.pdf", EMAIL), actor=None, now=NOW)

    assert (kept.name, kept.media_type) == ("accord.eml", "message/rfc822")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "vide"), (b"%PDF-" + b"0" * LARGEST, "dépasse 5 Mo"), (b"hello", "Envoyez un PDF")],
)
def test_what_proves_nothing_is_refused(content, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        keep_document(upload=Upload("a.pdf", content), actor=None, now=NOW)
