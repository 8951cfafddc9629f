"""The findings of a plan as one table for a program: `results.parquet`, one row per outcome and follow-up."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from village.analytics.planned.findings import Finding, PlannedEvaluation

SCHEMA = pa.schema(
    [
        ("outcome", pa.string()),
        ("family", pa.string()),
        ("model", pa.string()),
        ("population", pa.string()),
        ("instrument", pa.string()),
        ("version", pa.string()),
        ("scale", pa.string()),
        ("wave", pa.string()),
        ("is_endpoint", pa.bool_()),
        ("verdict", pa.string()),
        ("invited", pa.int64()),
        ("paired", pa.int64()),
        ("parents", pa.int64()),
        ("groups", pa.int64()),
        ("houses", pa.int64()),
        *((name, pa.float64()) for name in ("change", "se", "df", "low", "high")),
        *((name, pa.float64()) for name in ("gain", "gain_low", "gain_high")),
        ("p", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("suppressed", pa.bool_()),
    ]
)


def findings_parquet(evaluation: PlannedEvaluation) -> bytes:
    """The same evaluation gives the same bytes; the file says which plan and which snapshot it comes from."""
    about = {
        "plan": evaluation.plan.name,
        "plan_hash": evaluation.plan.hash,
        "snapshot": evaluation.snapshot,
        "standing": "planned" if evaluation.standing.is_planned else "exploratory",
        "code_version": evaluation.evaluated_with,
    }
    rows = [_row(finding) for finding in evaluation.findings]
    table = pa.Table.from_pylist(rows, schema=SCHEMA.with_metadata(about))
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _row(finding: Finding) -> dict[str, object]:
    counted, modelled, tested = finding.counted, finding.modelled, finding.tested
    row: dict[str, object] = {
        "outcome": finding.outcome,
        "family": finding.family,
        "model": finding.model,
        "population": finding.population,
        "instrument": counted.instrument,
        "version": counted.version,
        "scale": counted.scale,
        "wave": counted.response.wave,
        "is_endpoint": finding.is_endpoint,
        "verdict": finding.verdict,
        "invited": counted.response.invited,
        "paired": counted.paired,
        "suppressed": counted.suppressed,
    }
    if modelled is not None:
        change = modelled.change
        row |= {name: modelled.n.get(name[:-1]) for name in ("parents", "groups", "houses")}
        row |= {"change": change.value, "se": change.se, "df": change.df, "p": change.p}
        row |= {"low": change.low, "high": change.high}
        row |= dict(zip(("gain", "gain_low", "gain_high"), finding.gain or (), strict=False))
    if tested is not None:
        row["p_adjusted"] = tested.adjusted
    return row
