"""Flows through code as findings: whose exposure they have, and how they name what reaches what."""

from pathlib import Path

from stockade.config import Config
from stockade.findings import Traced
from stockade.findings.finding import Finding
from stockade.pipeline import scan

ROUTE = "import os\n\n\ndef handler(event, context):\n    os.system(event['queryStringParameters']['q'])\n"
QUEUE = "import os\n\n\ndef handler(event, context):\n    os.system(event['Records'][0]['body'])\n"


def injected(folder: Path, source: str) -> Finding:
    (folder / "app.py").write_text(source)
    (found,) = [one for one in scan(folder, Config()).findings if one.rule == "command-injection"]
    return found


def test_a_handler_of_no_template_is_as_exposed_as_its_source_is_for(tmp_path: Path) -> None:
    found = injected(tmp_path, ROUTE)
    assert (found.severity, found.confidence) == ("critical", "medium")
    assert found.entry_point == "app.py:handler/apigw.rest"


def test_one_of_a_queue_is_less_exposed(tmp_path: Path) -> None:
    assert injected(tmp_path, QUEUE).severity == "low"


def test_the_way_of_the_data_leads_from_the_event_to_the_call(tmp_path: Path) -> None:
    found = injected(tmp_path, ROUTE)
    way = [item for item in found.evidence if isinstance(item, Traced)]
    assert [(step.location.line, step.text) for step in way] == [
        (5, "reads queryStringParameters.q"),
        (5, "a shell"),
    ]
