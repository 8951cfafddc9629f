"""Files say the number of their format; one that is not read says so, and what to do about it."""


def not_read(found: object, *, read: tuple[int, ...]) -> str:
    """Why a file of the format `found` is not read by a version that reads the formats `read`, and what to do.

    >>> not_read(3, read=(1, 2))
    'it is of format 3, and this version of village reads formats 1, 2: a later version wrote it, use that one or a later one'
    >>> not_read(1, read=(2,))
    'it is of format 1, and this version of village reads format 2: write it again with this version'
    """
    ours = f"format{'s' if read[1:] else ''} {', '.join(map(str, read))}"
    is_later = isinstance(found, int) and found > max(read)
    what_to_do = (
        "a later version wrote it, use that one or a later one"
        if is_later
        else "write it again with this version"
    )
    return f"it is of format {found}, and this version of village reads {ours}: {what_to_do}"
