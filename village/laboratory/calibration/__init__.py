"""Are our intervals honest? Each main design, on thousands of invented networks whose truth is known.

    designs   what is tried, on which networks, and what should be found there
    running   every cell counted, on several processes, kept as it goes
    page      the table, as a page and as JSON

`village calibrate` runs it; `docs/reference/calibration.md` is what it wrote.
"""
