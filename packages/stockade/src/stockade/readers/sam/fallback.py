"""An own reading of what the transform refuses: less exact, but nothing is lost without a word."""

from stockade.values import ABSENT, List, Lit, Map, Value, text

TYPES = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
    "AWS::Serverless::Application": "AWS::CloudFormation::Stack",
}


def canonical(key: str, body: Map, globals_: Value) -> dict[str, Value]:
    """Return the canonical resources of one refused resource, raw: itself, and the role of a function."""
    kind = text(body.items.get("Type", ABSENT)) or ""
    properties = _with_globals(body, kind, globals_)
    made: dict[str, Value] = {}
    if kind == "AWS::Serverless::Function" and "Role" not in properties:
        made[f"{key}Role"] = _role(properties, body)
        properties["Role"] = Map({"Fn::GetAtt": List((Lit(f"{key}Role"), Lit("Arn")))}, at=body.at)
    if "DefinitionBody" in properties:
        properties["Body"] = properties["DefinitionBody"]
    fields = {
        **body.items,
        "Type": Lit(TYPES.get(kind, kind), at=body.at),
        "Properties": Map(properties, at=body.at),
    }
    return {key: Map(fields, at=body.at), **made}


def _with_globals(body: Map, kind: str, globals_: Value) -> dict[str, Value]:
    inherited = (
        globals_.items.get(kind.removeprefix("AWS::Serverless::")) if isinstance(globals_, Map) else None
    )
    own = body.items.get("Properties")
    return {
        **(inherited.items if isinstance(inherited, Map) else {}),
        **(own.items if isinstance(own, Map) else {}),
    }


def _role(properties: dict[str, Value], body: Map) -> Value:
    policies = properties.get("Policies", List(at=body.at))
    entries = policies.items if isinstance(policies, List) else (policies,)
    inline, managed = [], []
    for number, entry in enumerate(entries):
        if isinstance(entry, Map) and "Statement" in entry.items:
            name = Lit(f"Policy{number}", at=entry.at)
            inline.append(Map({"PolicyName": name, "PolicyDocument": entry}, at=entry.at))
        else:
            managed.append(entry)
    fields: dict[str, Value] = {"Policies": List(tuple(inline)), "ManagedPolicyArns": List(tuple(managed))}
    role: dict[str, Value] = {
        "Type": Lit("AWS::IAM::Role", at=body.at),
        "Properties": Map(fields, at=body.at),
    }
    return Map(role, at=body.at)
