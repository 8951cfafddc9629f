"""A workbook of before 2007, byte by byte: the smallest one that a reader of .xls accepts (MS-CFB, MS-XLS)."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(sheets: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    """Sheets of texts and numbers, in the old binary format."""
    return _container(_workbook(sheets))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(sheets: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    names = [name.encode("latin-1") for name in sheets]
    bodies = [_sheet(rows) for rows in sheets.values()]
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += _record(0x0042, struct.pack("<H", 1200))
    end = _record(0x000A, b"")
    start = len(begin) + sum(12 + len(name) for name in names) + len(end)
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
        start += len(body)
    return begin + listed + end + b"".join(bodies)


def _sheet(rows: Sequence[Sequence[str | float]]) -> bytes:
    content = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                body = place + struct.pack("<HB", len(text) // 2, 1) + text
                content += _record(0x0204, body)
            else:
                content += _record(0x0203, place + struct.pack("<d", cell))
    return content + _record(0x000A, b"")


def _container(stream: bytes) -> bytes:
    stream += b"\0" * (max(4096, -(-len(stream) // SECTOR) * SECTOR) - len(stream))
    sectors = len(stream) // SECTOR
    table = [FAT, END, *range(3, sectors + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, 1, 1, 0, 4096, END, 0, END, 0),
    )
    header += struct.pack("<109I", 0, *[FREE] * 108)
    root = _entry("Root Entry", 5, child=1, start=END, size=0)
    workbook = _entry("Workbook", 2, child=FREE, start=2, size=len(stream))
    nothing = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, FREE, FREE, FREE, b"", 0, 0, 0, 0, 0)
    return header + struct.pack(f"<{len(table)}I", *table) + root + workbook + nothing * 2 + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        *(text, len(text) + 2, kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, size),
    )
