import pytest
from msgspec.structs import replace

from stockade.model import App, Trigger
from stockade.rules.reach import Reach, paths_to
from stockade.values import Location


@pytest.mark.parametrize(
    ("subject", "ids"),
    [
        ("post", ("post",)),
        ("Api", ("post", "Api")),
        ("CreateOrder", ("post", "CreateOrder")),
        ("CreateOrderRole", ("post", "CreateOrder", "CreateOrderRole")),
        ("Orders", ("post", "CreateOrder", "Orders")),
        ("jobs", ("post", "CreateOrder", "Jobs", "jobs")),
        ("Archive", ("post", "CreateOrder", "Jobs", "jobs", "Worker", "Archive")),
    ],
)
def test_public_paths_lead_over_two_triggers(app: App, subject: str, ids: tuple[str, ...]) -> None:
    path = Reach(app).path_to(subject)
    assert path is not None
    assert path.ids == ids
    assert path.exposure == "public"
    assert path.entry_point == "post"


def test_what_only_the_operator_starts_says_so(app: App) -> None:
    path = paths_to(app, "Audit")
    assert path is not None
    assert path.exposure == "operator"


def test_nothing_reaches_what_nothing_starts(app: App) -> None:
    assert paths_to(app, "Forgotten") is None
    assert paths_to(app, "Lonely") is None


def test_reading_a_queue_does_not_start_its_function(app: App) -> None:
    flows = tuple(replace(flow, kind="reads") if flow.target == "Jobs" else flow for flow in app.flows)
    path = paths_to(replace(app, flows=flows), "Worker")
    assert path is not None
    assert path.exposure == "stored"


def test_a_third_trigger_is_too_far(app: App) -> None:
    third = replace(app.triggers[1], id="archived", function="Forgotten", origin="Archive", via=("jobs",))
    path = paths_to(replace(app, triggers=(*app.triggers, third)), "Forgotten")
    assert path is not None
    assert path.exposure == "stored"


def test_a_route_without_a_function_feeds_by_via(app: App) -> None:
    direct = Trigger(
        id="-/apigw.rest/PUT /jobs",
        event_source="apigw.rest",
        function=None,
        origin="Jobs",
        detail="PUT /jobs",
        exposure="public",
        authentication="none",
        location=Location("template.yaml", 30),
        api="Api",
    )
    fed = replace(app.triggers[1], via=(direct.id,))
    path = paths_to(replace(app, triggers=(direct, fed), flows=app.flows[2:]), "Archive")
    assert path is not None
    assert path.ids == (direct.id, "Jobs", "jobs", "Worker", "Archive")


def test_loops_end(app: App) -> None:
    loop = replace(app.flows[2], target="Jobs", kind="publishes")
    assert paths_to(replace(app, flows=(*app.flows, loop)), "Worker") is not None


def test_invoking_a_function_counts_as_a_trigger(app: App) -> None:
    invokes = replace(app.flows[0], target="Nightly", kind="invokes")
    again = replace(invokes, source="Nightly", target="Forgotten")
    reach = Reach(replace(app, flows=(*app.flows, invokes, again)))
    audit, forgotten = reach.path_to("Audit"), reach.path_to("Forgotten")
    assert audit is not None
    assert audit.ids == ("post", "CreateOrder", "Nightly", "Audit")
    assert forgotten is not None
    assert forgotten.exposure == "operator"


def test_a_path_by_via_names_the_function_between(app: App) -> None:
    fed = replace(app.triggers[1], via=("post",))
    path = paths_to(replace(app, triggers=(app.triggers[0], fed), flows=()), "Worker")
    assert path is not None
    assert path.ids == ("post", "CreateOrder", "Jobs", "jobs", "Worker")


def test_a_preflight_is_the_last_choice(app: App) -> None:
    preflight = replace(app.triggers[0], id="options", detail="OPTIONS /orders", preflight=True)
    reach = Reach(replace(app, triggers=(preflight, *app.triggers)))
    api, orders = reach.path_to("Api"), reach.path_to("Orders")
    assert (api and api.ids, orders and orders.ids) == (("post", "Api"), ("post", "CreateOrder", "Orders"))
    only = Reach(replace(app, triggers=(preflight,))).path_to("Api")
    assert only is not None
    assert only.ids == ("options", "Api")


def test_through_an_entry_point(app: App) -> None:
    get = replace(app.triggers[0], id="get", detail="GET /orders")
    reach = Reach(replace(app, triggers=(*app.triggers, get)))
    onward = reach.through("get", ("Missing", "Orders"))
    assert onward is not None
    assert onward.ids == ("get", "CreateOrder", "Orders")
    inner = reach.through("jobs", ("Archive",))
    assert inner is not None
    assert (inner.exposure, inner.ids[0], inner.ids[-3:]) == ("public", "post", ("jobs", "Worker", "Archive"))
    assert reach.through("nothing", ("Orders",)) is None
