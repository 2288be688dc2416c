"""The JSON Schemas of the documents. `python -m stockade.reports.schemas catalog/schemas` writes them."""

import json
import sys
from pathlib import Path

import msgspec

from stockade.reports.documents import MapDocument, ScanDocument

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS = {"map": MapDocument, "scan": ScanDocument}


def schema_text(name: str) -> str:
    """Return the JSON Schema of `map` or `scan` as it is committed."""
    schema = {"$schema": DRAFT, "$id": f"stockade/{name}@1", **msgspec.json.schema(DOCUMENTS[name])}
    _demand_everything(schema)
    return json.dumps(schema, indent=2) + "\n"


def _demand_everything(schema: dict[str, object]) -> None:
    """Close every object: `schema` and `gaps` have defaults in Python, and are always written."""
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)  # noqa: S101 - msgspec writes it so
    for name in ("MapDocument", "ScanDocument"):
        if name in definitions:
            definitions[name]["required"] = list(definitions[name]["properties"])


def main() -> None:
    """Write both into the folder named."""
    for name in DOCUMENTS:
        (Path(sys.argv[1]) / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
