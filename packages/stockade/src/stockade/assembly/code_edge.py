"""Functions of CloudFront: scripts that run on every request or answer of a distribution.

Source: "Write function code" of the CloudFront developer guide.
"""

from collections.abc import Iterator

from stockade.assembly.draft import Draft
from stockade.model.embedded import Embedded, Feed
from stockade.values import get, is_absent


def code(draft: Draft) -> Iterator[Embedded]:
    """Yield the code of every function of the edge."""
    for function in draft.of_type("AWS::CloudFront::Function"):
        written = get(function.properties, "FunctionCode")
        if not is_absent(written):
            yield Embedded(
                id=f"-/{function.id}/code",
                language="javascript",
                resource=function.id,
                part="code",
                feed=Feed("edge"),
                event_source="cloudfront.function",
                text=written,
                exports=("handler",),
                location=written.at,
            )
