"""What the tool keeps of the package: a sample drawn by hand, with every trap in it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tools import communes

TABLES: dict[str, list[dict[str, Any]]] = {
    "regions": [
        {"code": "11", "nom": "Île-de-France", "zone": "metro"},
        {"code": "04", "nom": "La Réunion", "zone": "drom"},
        {"code": "978", "nom": "Saint-Martin", "zone": "com"},
    ],
    "departements": [
        {"code": "75", "nom": "Paris", "region": "11", "zone": "metro"},
        {"code": "93", "nom": "Seine-Saint-Denis", "region": "11", "zone": "metro"},
        {"code": "974", "nom": "La Réunion", "region": "04", "zone": "drom"},
        {"code": "978", "nom": "Saint-Martin", "region": "978", "zone": "com"},
    ],
    "epci": [
        {"code": "249740119", "nom": "CINOR", "populationMunicipale": 3, "membres": [{"code": "97411"}]},
        {"code": "200054781", "nom": "Grand Paris", "membres": [{"code": "75056"}, {"code": "93066"}]},
    ],
    "ept": [{"code": "200057867", "nom": "Plaine Commune", "membres": [{"code": "93066"}]}],
    "communes": [
        {
            "code": "93066", "nom": "Saint-Denis", "type": "commune-deleguee", "zone": "metro",
            "chefLieu": "93066", "departement": "93",
        },
        {
            "code": "93066", "nom": "Saint-Denis", "type": "commune-actuelle", "zone": "metro",
            "departement": "93", "population": 149_077, "codesPostaux": ["93200", "93210"],
            "anciensCodes": ["75059", "93059"],
        },
        {
            "code": "93059", "nom": "Pierrefitte-sur-Seine", "type": "commune-deleguee", "zone": "metro",
            "chefLieu": "93066", "departement": "93",
        },
        {
            "code": "75056", "nom": "Paris", "type": "commune-actuelle", "zone": "metro",
            "departement": "75", "population": 2, "codesPostaux": ["75001"],
        },
        {
            "code": "75101", "nom": "Paris 1er Arrondissement", "type": "arrondissement-municipal",
            "zone": "metro", "commune": "75056", "departement": "75", "population": 0,
        },
        {
            "code": "97411", "nom": "Saint-Denis", "type": "commune-actuelle", "zone": "drom",
            "departement": "974", "codesPostaux": ["97400"],
        },
        {
            "code": "97801", "nom": "Saint-Martin", "type": "commune-actuelle", "zone": "com",
            "departement": "978", "population": 31_160, "codesPostaux": ["97150"],
        },
    ],
}  # fmt: skip
KEPT = """\
2026-01-01|@etalab/decoupage-administratif 6.1.0
region|04|La Réunion|drom||||||
region|11|Île-de-France|metropole||||||
departement|75|Paris|metropole|11|||||
departement|93|Seine-Saint-Denis|metropole|11|||||
departement|974|La Réunion|drom|04|||||
collectivity|978|Saint-Martin|com||||||
epci|200054781|Grand Paris|metropole||||||
epci|249740119|CINOR|drom||||3||
ept|200057867|Plaine Commune|metropole||||||
commune|75056|Paris|metropole|75|200054781||2|75001|
arrondissement|75101|Paris 1er Arrondissement|metropole|75056|||0||
delegated|93059|Pierrefitte-sur-Seine|metropole|93066|||||
commune|93066|Saint-Denis|metropole|93|200054781|200057867|149077|93200 93210|75059
delegated|93066|Saint-Denis|metropole|93066|||||
commune|97411|Saint-Denis|drom|974|249740119|||97400|
commune|97801|Saint-Martin|com|978|||31160|97150|
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package, as npm lays it out."""
    folder = tmp_path / "package"
    (folder / "data").mkdir(parents=True)
    about = {"name": "@etalab/decoupage-administratif", "version": "6.1.0"}
    (folder / "package.json").write_text(json.dumps(about))
    for name, rows in TABLES.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(rows))
    return folder


def test_the_tool_keeps_what_the_site_asks_for_and_nothing_else(package: Path):
    assert "\n".join(communes.reduced(package)) + "\n" == KEPT.replace("|", "\t")


def test_the_same_package_gives_the_same_bytes(package: Path, tmp_path: Path):
    first, second = tmp_path / "a.gz", tmp_path / "b.gz"
    communes.write(communes.reduced(package), first)
    for table in (package / "data").iterdir():
        table.write_text(json.dumps(json.loads(table.read_text())[::-1]))
    communes.write(communes.reduced(package), second)

    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()).decode() == KEPT.replace("|", "\t")


def test_a_package_of_an_unknown_year_is_refused(package: Path, capsys: pytest.CaptureFixture[str]):
    (package / "package.json").write_text(json.dumps({"name": "x", "version": "7.0.0"}))

    with pytest.raises(SystemExit):
        communes.reduced(package)
    assert "which vintage this is" in capsys.readouterr().err


def test_the_file_that_travels_with_the_site_is_what_the_tool_writes(tmp_path: Path):
    """`make setup-development` brought the package: the file was not changed by hand."""
    again = "\n".join(communes.reduced(communes.SOURCE)) + "\n"

    assert gzip.decompress(communes.TARGET.read_bytes()).decode() == again
    assert communes.TARGET.stat().st_size < 1_000_000
