"""Questionnaires and answers of other tools: published ones, and those a test makes up."""

import json
from pathlib import Path
from typing import Any

from village.formats.keying import Choices

GOLDEN = Path(__file__).parents[2] / "golden/fhir"
PHQ9 = GOLDEN / "Questionnaire-phq-9-example.json"
ANSWERED = GOLDEN / "QuestionnaireResponse-phq-9-example.json"
ENGLISH = Choices(language="en")


def saved(folder: Path, resource: Any) -> Path:
    path = folder / "resource.json"
    path.write_text(json.dumps(resource, default=float))
    return path


def questionnaire(*items: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Questionnaire", "status": "active", "item": list(items), **more}


def choice(link_id: str, *values: Any, **more: Any) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    options = [
        {
            "extension": [{"url": url, "valueDecimal": value}],
            "valueCoding": {"code": f"c{value}", "display": f"answer {value}"},
        }
        for value in values
    ]
    entry = {"linkId": link_id, "type": "choice", "text": f"Question {link_id}"}
    return {**entry, "answerOption": options, **more}
