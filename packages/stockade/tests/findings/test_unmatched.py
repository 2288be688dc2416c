import pytest

from stockade.config import parse_config
from stockade.findings.unmatched import unmatched
from stockade.model import App, Function, Trigger
from stockade.values import NOWHERE

ROUTE = Trigger(
    id="x",
    event_source="apigw.http",
    function="Worker",
    origin="Shop",
    detail="GET /a",
    exposure="public",
    authentication="none",
    location=NOWHERE,
)
APP = App(
    name="shop",
    template="t.yaml",
    format="sam",
    functions={"Worker": Function("Worker", "", "", "", "", NOWHERE)},
    triggers=(ROUTE,),
)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('[[public]]\nroute = "get /A"\nreason = "so"\n', []),
        ('[[public]]\nroute = "get /A"\nreason = "so"\napp = "shop"\n', []),
        (
            'fail_on = "low"\n[[public]]\nroute = "GET /b"\nreason = "so"\n',
            ["stockade.toml:2: no application has the route 'GET /b'"],
        ),
        (
            '[[public]]\nroute = "GET /a"\nreason = "so"\napp = "else"\n',
            ["stockade.toml:1: the application 'else' does not have the route 'GET /a'"],
        ),
        ('[[invoked]]\nfunction = "Worker"\nby = "cron"\n', []),
        (
            '[[invoked]]\nfunction = "Other"\nby = "cron"\n',
            ["stockade.toml:1: no application has the function 'Other'"],
        ),
    ],
)
def test_entries_about_nothing(config: str, said: list[str]) -> None:
    found = unmatched(parse_config(config), [APP], lambda _file: config)
    assert [f"{one.location}: {one.text}" for one in found] == said
