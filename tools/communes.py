"""Reduce the official geographic code to the one file that the site carries.

    make communes

Reads the npm package pinned in package-lock.json. The same package gives the same bytes. One row a territory:
kind, code, name, zone, what it is in, EPCI, EPT, population, postcodes, former codes. Empty is unknown.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools.console import ROOT, say, stop

PACKAGE = "@etalab/decoupage-administratif"
SOURCE = ROOT / "node_modules" / PACKAGE
TARGET = ROOT / "village" / "territories" / "official" / "communes.tsv.gz"
VINTAGES = {"6": "2026-01-01"}  # of the package, by its first number
ZONES = {"metro": "metropole", "drom": "drom", "com": "com"}
KINDS = {
    "commune-actuelle": "commune",
    "arrondissement-municipal": "arrondissement",
    "commune-deleguee": "delegated",
    "commune-associee": "associated",
}
Row = dict[str, Any]


def reduced(folder: Path) -> list[str]:
    """The lines of the file, from the folder of the package: a title, then the largest territories first."""
    about = json.loads((folder / "package.json").read_text("utf-8"))
    vintage = VINTAGES.get(about["version"].split(".")[0])
    if vintage is None:
        stop(f"{PACKAGE} {about['version']}: say in tools/communes.py which vintage this is.")
    title = f"{vintage}\t{about['name']} {about['version']}"
    tables = {
        name: json.loads((folder / "data" / f"{name}.json").read_text("utf-8"))
        for name in ("regions", "departements", "epci", "ept", "communes")
    }
    return [title, *("\t".join(row) for row in _rows(tables))]


def _rows(tables: dict[str, list[Row]]) -> Iterator[Sequence[str]]:
    collectivities = {row["code"] for row in tables["regions"] if row["zone"] == "com"}
    for row in _by_code(tables["regions"]):
        if row["code"] not in collectivities:
            yield _row("region", row, zone=ZONES[row["zone"]])
    for row in _by_code(tables["departements"]):
        alone = row["code"] in collectivities
        kind, within = ("collectivity", "") if alone else ("departement", row["region"])
        yield _row(kind, row, zone=ZONES[row["zone"]], within=within)
    zones = {row["code"]: ZONES[row["zone"]] for row in tables["communes"]}
    groupings: dict[str, dict[str, str]] = {"epci": {}, "ept": {}}
    for kind, member_of in groupings.items():
        for row in _by_code(tables[kind]):
            members = [member["code"] for member in row["membres"]]
            member_of |= dict.fromkeys(members, row["code"])
            known = {**row, "population": row.get("populationMunicipale")}
            yield _row(kind, known, zone=zones[members[0]])
    yield from _communes(tables["communes"], groupings)


def _communes(rows: list[Row], groupings: dict[str, dict[str, str]]) -> Iterator[Sequence[str]]:
    with_a_row = {row["code"] for row in rows}
    for row in sorted(rows, key=lambda row: (row["code"], list(KINDS).index(row["type"]))):
        kind = KINDS[row["type"]]
        former = [code for code in row.get("anciensCodes", ()) if code not in with_a_row]
        # A part may bear the code of its commune: the commune alone is a member.
        member = row["code"] if kind == "commune" else ""
        yield _row(
            kind,
            row,
            zone=ZONES[row["zone"]],
            within=row.get("chefLieu") or row.get("commune") or row["departement"],
            groupings=(groupings["epci"].get(member, ""), groupings["ept"].get(member, "")),
            former=" ".join(former),
        )


def _row(
    kind: str,
    row: Row,
    *,
    zone: str,
    within: str = "",
    groupings: tuple[str, str] = ("", ""),
    former: str = "",
) -> Sequence[str]:
    population = row.get("population")
    inhabitants = "" if population is None else str(population)
    postcodes = " ".join(row.get("codesPostaux", ()))
    return (
        *(kind, row["code"], row["nom"], zone, within),
        *groupings,
        *(inhabitants, postcodes, former),
    )


def _by_code(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["code"]))


def write(lines: Sequence[str], target: Path) -> None:
    """Compress without a date and without a name: what did not change stays the same file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    target.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))


def main() -> None:
    """Write the file again, and say how large it is."""
    if not SOURCE.is_dir():
        stop(f"{PACKAGE} is not installed: `make setup-development` brings it.")
    lines = reduced(SOURCE)
    write(lines, TARGET)
    say(f"{TARGET.relative_to(ROOT)}: {len(lines) - 1} territories, {TARGET.stat().st_size} bytes.")


if __name__ == "__main__":
    main()
