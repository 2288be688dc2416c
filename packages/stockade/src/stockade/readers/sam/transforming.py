"""The transform of a whole template, asked again without what it refuses."""

from typing import Any

from stockade.model import Gap
from stockade.readers.sam.locate import Origins
from stockade.readers.sam.parts import Part, blamed
from stockade.readers.sam.prepare import placeholders, prepared
from stockade.readers.sam.translator import Refused, translator
from stockade.values import Map, entries, get

MOST_MADE = 500
"""Resources and events the transform is given. CloudFormation deploys no template of more than 500 resources,
and each event becomes one; the time the transform takes grows with the square of their number."""
MOST_REFUSALS = 20
"""Rounds in which refused parts are set aside before the whole template is read without the transform."""


def transformed(written: Map, origins: Origins, gaps: list[Gap]) -> tuple[dict[str, Any], list[Part]]:
    """Return the transformed template and the parts of it that had to be set aside."""
    whole = [Part(key) for key in origins.resources]
    size = sum(1 + len(tuple(entries(get(body, "Properties.Events")))) for body in origins.resources.values())
    if size > MOST_MADE:
        reason = f"has {size:,} resources and events, more than {MOST_MADE}: read without the SAM transform"
        gaps.append(Gap(written.at, reason, "resource"))
        return {}, whole
    tried: dict[Part, Gap] = {}
    parameters: dict[str, str] = {}
    for _ in range(MOST_REFUSALS):
        data = prepared(written)
        for part in tried:
            part.leave_out(data)
        try:
            made = translator().transform(data, dict(parameters)) if data.get("Resources") else {}
        except Refused as refused:
            if not parameters and (parameters := placeholders(written)):
                continue
            new = _blamed(refused, origins, tried)
            tried.update(new)
            if new:
                continue
            gaps.append(Gap(written.at, f"the SAM transform refuses the template: {refused}", "resource"))
            return {}, whole
        aside = [part for part in tried if not any(other.covers(part) for other in tried)]
        gaps.extend(tried[part] for part in aside)
        return made, aside
    reason = f"the SAM transform refuses more than {MOST_REFUSALS} parts of the template"
    gaps.append(Gap(written.at, reason, "resource"))
    return {}, whole


def _blamed(refused: Refused, origins: Origins, tried: dict[Part, Gap]) -> dict[Part, Gap]:
    """Return one more part for each refusal, with what is said of it; none where nothing more is blamed."""
    found: dict[Part, Gap] = {}
    for refusal in refused.refusals:
        part = next((one for one in blamed(refusal, origins) if one not in tried), None)
        if part is not None:
            reason = f"the SAM transform refuses {part.title!r}: {refusal.reason}"
            found[part] = Gap(part.value(origins).at, reason, "resource")
    return found
