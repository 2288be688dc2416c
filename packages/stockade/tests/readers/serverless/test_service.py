"""Services as wholes: roles, resources over them, plug-ins, constructs, bad input."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockade.assembly import assemble
from stockade.model import App, Stack
from stockade.readers import read_all
from stockade.values import Dynamic, Lit, Param, Pseudo, Unknown, Value, get, is_absent, references, text

HEAD = "service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\n"
WORK = "functions:\n  work: {handler: a.b}\n"


@pytest.fixture
def stack_of(tmp_path: Path) -> Callable[..., Stack]:
    """Read a service from the text of its file and of others beside it (`a__b` is `a.b`)."""

    def make(content: str, **files: str) -> Stack:
        (tmp_path / "serverless.yml").write_text(content)
        for name, other in files.items():
            (tmp_path / name.replace("__", ".")).write_text(other)
        (stack,) = read_all(tmp_path).stacks
        return stack

    return make


StackOf = Callable[..., Stack]


def app(stack: Stack) -> App:
    (found,) = assemble([stack])
    return found


def variable(stack_of: StackOf, written: str, more: str = "", **files: str) -> Value:
    """Return what a variable in the environment of a function reads as."""
    content = f'{HEAD}{more}functions:\n  work: {{handler: a.b, environment: {{X: "{written}"}}}}\n'
    return app(stack_of(content, **files)).functions["work"].environment["X"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${self:service}", "shop"),
        ("${self:custom.a.b}", "deep"),
        ("${self:custom.list.1}", "two"),
        ("${self:custom.none, 'x'}", "x"),
        ("${opt:stage, 'qa'}", "qa"),
        ("${opt:stage}", "dev"),
        ("${sls:stage}", "dev"),
        ("${self:provider.stage}", "dev"),
        ("a-${self:service}-${sls:stage}", "a-shop-dev"),
        ("${self:custom.by.${sls:stage}}", "of dev"),
        ("${self:custom.${self:custom.key}.b}", "deep"),
        ("${strToBool('true')}", "true"),
        ("${file(./other.yml):x.y}", "there"),
        ("${file(other.yml):x}", None),
        ("${file(note.txt)}", "a note"),
        ("${param:p}", "given"),
        ("${self:custom.chain}", "deep"),
    ],
)
def test_variables_that_the_files_tell(stack_of: StackOf, written: str, value: str | None) -> None:
    more = (
        "custom:\n  key: a\n  a: {b: deep}\n  list: [one, two]\n  by: {dev: of dev}\n"
        "  chain: ${self:custom.a.b}\n"
        "params: {default: {p: given}}\n"
    )
    found = variable(stack_of, written, more, other__yml="x: {y: there}\n", note__txt="a note\n")
    assert text(found) == value


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("${ssm:/a/b}", Dynamic),
        ("${cf:other.Output}", Dynamic),
        ("${s3:bucket/key}", Dynamic),
        ("${aws:region}", Pseudo),
        ("${aws:accountId}", Pseudo),
        ("${env:HOME}", Unknown),
        ("${env:HOME, 'x'}", Param),
        ("${opt:color}", Unknown),
        ("${param:none}", Unknown),
        ("${self:custom.none}", Unknown),
        ("${file(../../../etc/passwd)}", Unknown),
        ("${file(./config.js):a}", Unknown),
        ("${unheard:x}", Dynamic),
    ],
)
def test_what_only_a_deployment_knows_stays_a_term(
    stack_of: StackOf, written: str, kind: type[Value]
) -> None:
    assert isinstance(variable(stack_of, written), kind)


def test_the_environment_of_the_scanner_is_never_read(
    stack_of: StackOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKADE_SECRET", "kQ7hx2LpVn9Zr4Tw")
    assert "kQ7hx2" not in str(variable(stack_of, "${env:STOCKADE_SECRET}"))


@pytest.mark.parametrize(
    "custom",
    [
        "a: ${self:custom.b}\n  b: ${self:custom.a}",
        "a: ${self:custom.a}",
        "a: x${self:custom.a}x",
        "a: ${self:}",
    ],
)
def test_variables_in_a_circle_are_a_gap(stack_of: StackOf, custom: str) -> None:
    stack = stack_of(f"{HEAD}custom:\n  {custom}\n{WORK}")
    assert any("contains itself" in gap.reason or "too often" in gap.reason for gap in stack.gaps)


def test_variables_that_grow_without_bound_end(stack_of: StackOf) -> None:
    levels = "".join(f"  v{n}: ${{self:custom.v{n + 1}}}${{self:custom.v{n + 1}}}\n" for n in range(40))
    assert stack_of(f"{HEAD}custom:\n{levels}  v40: x\n{WORK}").gaps


def test_a_hole_of_sub_is_no_variable(stack_of: StackOf) -> None:
    found = variable(stack_of, "x", "resources: {Resources: {Q: {Type: AWS::SQS::Queue}}}\n")
    assert found == Lit("x", at=found.at)
    stack = stack_of(
        f"{HEAD}{WORK}resources:\n  Resources:\n    Q:\n      Type: AWS::SQS::Queue\n"
        "      Properties: {QueueName: !Sub 'q-${AWS::Region}'}\n"
    )
    assert any(isinstance(part, Pseudo) for part in stack.resources["Q"].properties.items["QueueName"].parts)  # type: ignore[union-attr]  # a join


def test_the_shared_role_holds_statements_and_pollers(stack_of: StackOf) -> None:
    content = (
        "service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  iam:\n    role:\n"
        "      managedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']\n"
        "      statements:\n        - {Effect: Allow, Action: 'dynamodb:*', Resource: '*'}\n"
        "functions:\n  work:\n    handler: a.b\n    events: [{sqs: 'arn:aws:sqs:eu-west-1:1:jobs'}]\n"
    )
    role = app(stack_of(content)).roles["IamRoleLambdaExecution"]
    actions = {text(action) for grant in role.grants for action in grant.statement.actions}
    assert {"dynamodb:*", "sqs:ReceiveMessage", "logs:PutLogEvents"} <= actions
    assert "managed-policy" in {grant.provenance.kind for grant in role.grants}
    assert role.functions == ("work",)
    line = next(
        grant.location.line for grant in role.grants if text(grant.statement.actions[0]) == "dynamodb:*"
    )
    assert line == 9


@pytest.mark.parametrize(
    ("provider", "log"),
    [
        ("", "absent"),
        ("  apiGateway: {restApiId: !ImportValue shop-api}\n", "unknown"),
        ("  apiGateway: {restApiId: !ImportValue shop-api}\n  logs: {restApi: true}\n", "known"),
    ],
)
def test_the_log_of_a_stage_in_common_with_another_stack_is_not_known(
    stack_of: StackOf, provider: str, log: str
) -> None:
    stack = stack_of(
        f"service: s\nprovider:\n  name: aws\n{provider}"
        "functions: {read: {handler: a.b, events: [{http: GET /a}]}}\n"
    )
    setting = get(stack.resources["ApiGatewayStage"].properties, "AccessLogSetting")
    found = "unknown" if isinstance(setting, Unknown) else "absent" if is_absent(setting) else "known"
    assert found == log


def test_functions_behind_a_socket_may_answer_its_clients(stack_of: StackOf) -> None:
    written = f"{HEAD}functions:\n  talk: {{handler: a.b, events: [{{websocket: $default}}, {{sqs: x}}]}}\n"
    (role,) = app(stack_of(written)).roles.values()
    granted = [text(action) for grant in role.grants for action in grant.statement.actions]
    assert "execute-api:ManageConnections" in granted


@pytest.mark.parametrize(
    ("provider", "function", "role"),
    [
        ("", "role: Own", "Own"),
        ("  role: Own\n", "", "Own"),
        ("  iam: {role: !GetAtt Own.Arn}\n", "", "Own"),
        ("  iam: {role: 'arn:aws:iam::111111111111:role/x'}\n", "", ""),
        (
            "",
            "iamRoleStatements: [{Effect: Allow, Action: 's3:*', Resource: '*'}]",
            "WorkIamRoleLambdaExecution",
        ),
        ("", "iam: {role: {managedPolicies: ['arn:aws:iam::aws:policy/X']}}", "WorkIamRoleLambdaExecution"),
        ("", "iam: {inheritStatements: true}", "IamRoleLambdaExecution"),
        ("  iam: {role: {mode: perFunction}}\n", "", "WorkIamRoleLambdaExecution"),
        ("  iam: {role: {mode: perFunction}}\n", "role: Own", "Own"),
        ("  iam: {role: !GetAtt Own.Arn}\n", "iam: {role: {statements: [{Effect: Allow}]}}", "Own"),
    ],
)
def test_which_role_a_function_has(stack_of: StackOf, provider: str, function: str, role: str) -> None:
    body = "{handler: a.b" + (f", {function}" if function else "") + "}"
    own = "resources: {Resources: {Own: {Type: AWS::IAM::Role}}}\n"
    assert app(stack_of(f"{HEAD}{provider}functions:\n  work: {body}\n{own}")).functions["work"].role == role


@pytest.mark.parametrize(
    ("mode", "inherits", "granted"),
    [
        ("shared", "", {"a:Own"}),
        ("shared", "inheritStatements: true, ", {"a:Own", "a:All"}),
        ("perFunction", "", {"a:Own", "a:All"}),
        ("perFunction", "inheritStatements: false, ", {"a:Own"}),
    ],
)
def test_what_a_role_of_its_own_grants(
    stack_of: StackOf, mode: str, inherits: str, granted: set[str]
) -> None:
    shared = "statements: [{Effect: Allow, Action: 'a:All', Resource: '*'}]"
    own = "statements: [{Effect: Allow, Action: 'a:Own', Resource: '*'}]"
    stack = stack_of(
        f"{HEAD}  iam: {{role: {{mode: {mode}, {shared}}}}}\n"
        f"functions:\n  work: {{handler: a.b, iam: {{{inherits}role: {{{own}}}}}}}\n"
    )
    statements = get(stack.resources["WorkIamRoleLambdaExecution"].properties, "Policies")
    assert {action for action in ("a:Own", "a:All") if action in repr(statements)} == granted


def test_resources_meet_what_the_framework_makes(stack_of: StackOf) -> None:
    content = (
        f"{HEAD}functions:\n  do-work:\n    handler: a.b\n    events: [{{s3: photos}}]\n"
        "resources:\n  - Resources:\n      Url:\n        Type: AWS::Lambda::Url\n"
        "        Properties: {AuthType: AWS_IAM, TargetFunctionArn: !Ref DoDashworkLambdaFunction}\n"
        "  - Resources:\n      S3BucketPhotos:\n        Type: AWS::S3::Bucket\n"
        "        Properties: {AccessControl: PublicRead}\n"
        "  - extensions:\n      DoDashworkLambdaFunction: {Properties: {Description: x}}\n"
    )
    stack = stack_of(content)
    assert text(get(stack.resources["S3BucketPhotos"].properties, "AccessControl")) == "PublicRead"
    assert text(get(stack.resources["do-work"].properties, "Description")) == "x"
    assert {(one.event_source, one.function) for one in app(stack).triggers} == {
        ("s3.notification", "do-work"),
        ("lambda.url", "do-work"),
    }


def test_functions_from_files_and_lists(stack_of: StackOf) -> None:
    content = f"{HEAD}functions:\n  - one: {{handler: a.b}}\n  - ${{file(more.yml)}}\n"
    stack = stack_of(content, more__yml="two:\n  handler: c.d\n")
    functions = app(stack).functions
    assert {name: str(function.location) for name, function in functions.items()} == {
        "one": "serverless.yml:6",
        "two": "more.yml:1",
    }


def test_state_machines_name_functions_by_their_key(stack_of: StackOf) -> None:
    content = (
        f"{HEAD}functions:\n  do-work: {{handler: a.b}}\nstepFunctions:\n  stateMachines:\n    flow:\n"
        "      events: [{http: {path: go, method: post}}]\n"
        "      definition:\n        StartAt: A\n"
        "        States: {A: {Type: Task, Resource: {Fn::GetAtt: [do-work, Arn]}, End: true}}\n"
    )
    found = {(one.function, one.event_source) for one in app(stack_of(content)).triggers}
    assert found == {("do-work", "stepfunctions"), (None, "apigw.rest")}


@pytest.mark.parametrize("kind", ["eventBridge", "cloudwatchEvent"])
def test_a_state_machine_listens_on_the_bus_it_names(stack_of: StackOf, kind: str) -> None:
    event = f"{{{kind}: {{eventBusName: !Ref Bus, event: {{source: [a]}}}}}}"
    machines = f"stepFunctions: {{stateMachines: {{flow: {{definition: {{}}, events: [{event}]}}}}}}\n"
    bus = "resources: {Resources: {Bus: {Type: AWS::Events::EventBus, Properties: {Name: a}}}}\n"
    stack = stack_of(f"{HEAD}{machines}{bus}")
    (rule,) = (one for one in stack.resources.values() if one.type == "AWS::Events::Rule")
    assert {one.id for one in references(get(rule.properties, "EventBusName"))} == {"Bus"}


@pytest.mark.parametrize(
    ("own", "named", "there"),
    [
        ("role: Own", "Own", False),
        ("iamRoleStatements: []", "Own", False),
        ("role: Own", "IamRoleLambdaExecution", True),
        ("timeout: 3", "Own", True),
    ],
)
def test_the_shared_role_is_there_where_something_has_it(
    stack_of: StackOf, own: str, named: str, there: bool
) -> None:
    resources = (
        f"Own: {{Type: AWS::IAM::Role}}, P: {{Type: AWS::IAM::Policy, Properties: {{Roles: [!Ref {named}]}}}}"
    )
    content = (
        f"{HEAD}functions:\n  work: {{handler: a.b, {own}}}\nresources: {{Resources: {{{resources}}}}}\n"
    )
    assert ("IamRoleLambdaExecution" in stack_of(content).resources) is there


def test_service_proxies_reach_no_function(stack_of: StackOf) -> None:
    content = (
        f"{HEAD}custom:\n  apiGatewayServiceProxies:\n"
        "    - sqs: {path: /jobs, method: post, queueName: {'Fn::GetAtt': [Jobs, QueueName]}}\n"
        "resources: {Resources: {Jobs: {Type: AWS::SQS::Queue}}}\n"
    )
    (trigger,) = app(stack_of(content)).triggers
    assert (trigger.function, trigger.origin, trigger.detail) == (None, "Jobs", "POST /jobs")


def test_constructs(stack_of: StackOf) -> None:
    content = (
        f"{HEAD}constructs:\n  jobs: {{type: queue, worker: {{handler: a.work}}}}\n"
        "  files: {type: storage}\n  odd: {type: vpc}\n"
        "functions:\n  web:\n    handler: a.web\n    environment: {Q: '${construct:jobs.queueUrl}'}\n"
    )
    found = app(stack_of(content))
    assert {(one.function, one.origin) for one in found.triggers if one.event_source == "sqs"} == {
        ("jobsWorker", "JobsQueue")
    }
    flows = {(flow.source, flow.target, flow.kind) for flow in found.flows}
    assert ("web", "JobsQueue", "publishes") in flows
    assert ("web", "FilesBucket", "writes") in flows
    assert any("the construct 'odd'" in gap.reason for gap in found.gaps)


def test_a_configuration_that_is_a_program_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "serverless.ts").write_text("export default { provider: { name: 'aws' } }\n")
    (gap,) = read_all(tmp_path).gaps
    assert "serverless print" in gap.reason
    assert str(gap.location) == "serverless.ts:1"


@pytest.mark.parametrize("name", ["google", "azure"])
def test_services_of_other_clouds_are_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "serverless.yml").write_text(f"service: x\nprovider: {{name: {name}}}\n")
    assert not read_all(tmp_path).stacks


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["*", "${self:custom.x}", "${", "${a:", "}", "x y"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "http",
                    "httpApi",
                    "s3",
                    "sns",
                    "stream",
                    "events",
                    "handler",
                    "role",
                    "iam",
                    "statements",
                    "method",
                    "path",
                    "authorizer",
                    "name",
                    "type",
                    "x",
                    "Ref",
                    "Fn::GetAtt",
                    "definition",
                    "stateMachines",
                    "cors",
                    "url",
                    "alb",
                    "conditions",
                    "cognitoUserPool",
                    "eventBridge",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=14,
)


@settings(max_examples=120, deadline=None)
@given(
    sections=st.dictionaries(
        st.sampled_from(
            ["functions", "custom", "resources", "stepFunctions", "constructs", "layers", "params"]
        ),
        values | st.dictionaries(st.sampled_from(["a", "b-c", "Resources"]), values, max_size=2),
        max_size=4,
    ),
    provider=values,
)
def test_whatever_stands_where_is_read_without_a_crash(
    sections: dict[str, object], provider: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import json

    folder = tmp_path_factory.mktemp("service")
    held = provider if isinstance(provider, dict) else {}
    content = {"service": "x", "provider": {**held, "name": "aws"}, **sections}
    (folder / "serverless.json").write_text(json.dumps(content))
    for one in assemble(read_all(folder).stacks):
        assert one.format == "serverless"


def test_a_composition_gives_its_services_parameters(tmp_path: Path) -> None:
    (tmp_path / "serverless-compose.yml").write_text(
        "services:\n  orders: {path: orders}\n"
        "  mail:\n    path: ./mail\n    params: {queue: '${orders.queueUrl}', tier: gold}\n"
    )
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/serverless.yml").write_text(
        f"{HEAD}params: {{default: {{tier: none}}}}\n"
        "functions:\n  work: {handler: a.b, environment: {QUEUE: '${param:queue}', TIER: '${param:tier}'}}\n"
    )
    (stack,) = read_all(tmp_path).stacks
    environment = app(stack).functions["work"].environment
    assert text(environment["TIER"]) == "gold"
    queue = environment["QUEUE"]
    assert isinstance(queue, Dynamic)
    assert (queue.service, queue.key) == ("compose", "orders.queueUrl")
    assert queue.at.file == "serverless-compose.yml"
