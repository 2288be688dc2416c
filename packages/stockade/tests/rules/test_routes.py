import pytest
from msgspec.structs import replace

from stockade.model import Trigger
from stockade.rules.routes import named
from stockade.values import NOWHERE

ROUTE = Trigger(
    id="x",
    event_source="apigw.rest",
    function="Worker",
    origin="Shop",
    detail="GET /a",
    exposure="public",
    authentication="none",
    location=NOWHERE,
    declared_by="Method",
    api="Shop",
)
POST = replace(ROUTE, detail="POST /b")
CONNECT = replace(ROUTE, event_source="apigw.ws", detail="$connect", api="Live", origin="Live")


@pytest.mark.parametrize(
    ("triggers", "words"),
    [
        ((ROUTE,), "GET /a of the REST API Shop"),
        ((ROUTE, POST, POST), "GET /a, POST /b of the REST API Shop"),
        ((replace(ROUTE, event_source="apigw.http"),), "GET /a of the HTTP API Shop"),
        ((CONNECT,), "$connect of the WebSocket API Live"),
        (
            (replace(ROUTE, event_source="apigw.http"), CONNECT),
            "GET /a of the HTTP API Shop and $connect of the WebSocket API Live",
        ),
        (
            (replace(ROUTE, event_source="appsync.resolver", detail="Query.a"),),
            "Query.a of the GraphQL API Shop",
        ),
        ((replace(ROUTE, event_source="lambda.url", api=None),), "the function URL of Worker"),
        ((replace(ROUTE, event_source="alb", api=None),), "GET /a of the load balancer before Worker"),
        ((replace(ROUTE, api=None, detail="Method"),), "the API that Method lets in"),
        (
            tuple(replace(ROUTE, detail=f"GET /{at}") for at in range(5)),
            "GET /0, GET /1, GET /2 and 2 more of the REST API Shop",
        ),
        (tuple(replace(CONNECT, api=f"Live{at}") for at in range(4)), None),
    ],
)
def test_entry_points_in_words(triggers: tuple[Trigger, ...], words: str | None) -> None:
    if words is None:
        assert named(triggers).endswith("$connect of the WebSocket API Live2 and 1 more")
    else:
        assert named(triggers) == words
