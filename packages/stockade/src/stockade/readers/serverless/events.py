"""Every other event of a function as the resources the framework makes for it.

Source: the page on each event of the framework's guide. Names that several events share (a bucket, a topic, a
user pool) stand for one resource.
"""

from collections.abc import Callable

from stockade.readers.building import Data, attribute, lifted, ref
from stockade.readers.serverless.identifiers import letters
from stockade.readers.serverless.routes import Apis
from stockade.readers.serverless.service import Service, entries_of, option
from stockade.values import ABSENT, List, Location, Map, Unknown, Value, get, is_absent, text

Maker = Callable[[Service, str, Value, Location], None]


def add_event(service: Service, apis: Apis, function: str, event: Value) -> None:
    """Add what an entry of a function's `events` stands for; one of an unknown kind is a gap."""
    written = text(event)
    kinds = event.items if isinstance(event, Map) else {written: Map(at=event.at)} if written else {}
    for kind, settings in kinds.items():
        at = settings.at if settings.at.line else event.at
        route = {"http": apis.http, "httpApi": apis.http_api, "websocket": apis.websocket}.get(kind or "")
        maker = MAKERS.get(kind or "")
        if route is not None:
            route(function, settings, at)
        elif maker is not None:
            maker(service, function, settings, at)
        else:
            service.gap(at, f"the event {kind!r} is not known")
    if not kinds:
        service.gap(event.at, "an event is only known at deployment")


def _main(settings: Value, *keys: str) -> Value:
    """Return the main setting of an event, which may stand alone."""
    if not isinstance(settings, Map) or _is_reference(settings):
        return settings
    return next((settings.items[key] for key in keys if key in settings.items), ABSENT)


def _is_reference(value: Map) -> bool:
    return len(value.items) == 1 and next(iter(value.items)).startswith(("Ref", "Fn::"))


def _stem(function: str) -> str:
    return function.removesuffix("LambdaFunction")


def _numbered(service: Service, stem: str) -> str:
    """Return an id with the first number that is free."""
    number = 1
    while f"{stem}{number}" in service.resources:
        number += 1
    return f"{stem}{number}"


def _append(service: Service, identity: str, path: tuple[str, str], entry: Data, at: Location) -> None:
    """Append an entry to a list two levels below the properties of a resource."""
    body = service.resources[identity]
    properties = body.items["Properties"]
    section = get(properties, path[0])
    held = get(section, path[1])
    items = (*(held.items if isinstance(held, List) else ()), lifted(entry, at))
    inner = {**(section.items if isinstance(section, Map) else {}), path[1]: List(items, at=at)}
    outer = {**(properties.items if isinstance(properties, Map) else {}), path[0]: Map(inner, at=at)}
    service.resources[identity] = Map({**body.items, "Properties": Map(outer, at=properties.at)}, at=body.at)


def _bucket(service: Service, function: str, settings: Value, at: Location) -> None:
    named = _main(settings, "bucket")
    events: list[Data] = [*entries_of(option(settings, "event"))] or ["s3:ObjectCreated:*"]
    told = _filter(option(settings, "rules"))
    if text(option(settings, "existing")) == "true":
        entry: Data = {"LambdaFunctionArn": attribute(function), "Events": events, "Filter": told}
        properties: dict[str, Data] = {
            "BucketName": named,
            "NotificationConfiguration": {"LambdaFunctionConfigurations": [entry]},
        }
        service.add(
            _numbered(service, f"{_stem(function)}CustomS3"), "Custom::S3BucketNotifications", properties, at
        )
        return
    key = text(named) or ""
    declared = service.setting(f"s3.{key}") if key and "." not in key else ABSENT
    identity = f"S3Bucket{letters(key) or letters(_stem(function))}"
    service.add(identity, "AWS::S3::Bucket", {"BucketName": named, **_declared_bucket(declared)}, at)
    for event in events:
        configured: Data = {"Event": event, "Function": attribute(function), "Filter": told}
        _append(service, identity, ("NotificationConfiguration", "LambdaConfigurations"), configured, at)


def _filter(rules: Value) -> Data:
    """Return the filter on object keys: `{prefix: incoming/}` and `{suffix: .png}` are one rule each."""
    pairs = [pair for rule in entries_of(rules) if isinstance(rule, Map) for pair in rule.items.items()]
    if not pairs:
        return ABSENT
    return {"S3Key": {"Rules": [{"Name": name, "Value": value} for name, value in pairs]}}


def _declared_bucket(declared: Value) -> dict[str, Data]:
    """Return the properties `provider.s3` gives a bucket: those of CloudFormation, first letter small."""
    given = declared.items if isinstance(declared, Map) else {}
    return {"BucketName" if key == "name" else key[:1].upper() + key[1:]: item for key, item in given.items()}


def _schedule(service: Service, function: str, settings: Value, at: Location) -> None:
    scheduler = text(option(settings, "method")) == "scheduler"
    for rate in entries_of(_main(settings, "rate")):
        target: dict[str, Data] = {"Arn": attribute(function), "Id": "schedule"}
        properties: dict[str, Data] = {"ScheduleExpression": rate, "State": _state(settings)}
        if scheduler:
            made = {**properties, "Target": target, "FlexibleTimeWindow": {"Mode": "OFF"}}
            service.add(
                _numbered(service, f"{_stem(function)}Schedule"), "AWS::Scheduler::Schedule", made, at
            )
        else:
            named = _numbered(service, f"{_stem(function)}EventsRuleSchedule")
            service.add(named, "AWS::Events::Rule", {**properties, "Targets": [target]}, at)


def _state(settings: Value) -> Data:
    return "DISABLED" if text(option(settings, "enabled")) == "false" else ABSENT


def _topic(service: Service, function: str, settings: Value, at: Location) -> None:
    arn = option(settings, "arn")
    named = _main(settings, "topicName", "arn")
    written = text(named) or ""
    if not is_absent(arn):
        topic: Data = arn
    elif written.startswith("arn:") or not written:
        topic = named
    else:
        identity = f"SNSTopic{letters(written)}"
        topic = ref(service.add(identity, "AWS::SNS::Topic", {"TopicName": named}, at))
    properties: dict[str, Data] = {
        "TopicArn": topic,
        "Protocol": "lambda",
        "Endpoint": attribute(function),
        "FilterPolicy": option(settings, "filterPolicy"),
        "RedrivePolicy": option(settings, "redrivePolicy"),
    }
    service.add(
        _numbered(service, f"{_stem(function)}SnsSubscription"), "AWS::SNS::Subscription", properties, at
    )


def _mapping(service: Service, function: str, at: Location, **properties: Data) -> None:
    made = {"FunctionName": attribute(function), **properties}
    service.add(
        _numbered(service, f"{_stem(function)}EventSourceMapping"),
        "AWS::Lambda::EventSourceMapping",
        made,
        at,
    )


def _queue(service: Service, function: str, settings: Value, at: Location) -> None:
    _mapping(service, function, at, EventSourceArn=_main(settings, "arn"), **_common(settings))


def _common(settings: Value) -> dict[str, Data]:
    return {
        "BatchSize": option(settings, "batchSize"),
        "Enabled": option(settings, "enabled"),
        "FilterCriteria": {"Filters": option(settings, "filterPatterns")}
        if not is_absent(option(settings, "filterPatterns"))
        else ABSENT,
    }


def _stream(service: Service, function: str, settings: Value, at: Location) -> None:
    failed = get(settings, "destinations.onFailure") if isinstance(settings, Map) else ABSENT
    if isinstance(failed, Map) and "arn" in failed.items:
        failed = failed.items["arn"]
    kept: Data = ABSENT if is_absent(failed) else {"OnFailure": {"Destination": failed}}
    start = option(settings, "startingPosition")
    _mapping(
        service,
        function,
        at,
        EventSourceArn=_main(settings, "arn"),
        StartingPosition="TRIM_HORIZON" if is_absent(start) else start,
        DestinationConfig=kept,
        **_common(settings),
    )


def _managed_kafka(service: Service, function: str, settings: Value, at: Location) -> None:
    topics = list(entries_of(option(settings, "topic")))
    _mapping(
        service, function, at, EventSourceArn=option(settings, "arn"), Topics=topics, **_common(settings)
    )


def _own_kafka(service: Service, function: str, settings: Value, at: Location) -> None:
    servers = list(entries_of(option(settings, "bootstrapServers")))
    _mapping(
        service,
        function,
        at,
        SelfManagedEventSource={"Endpoints": {"KafkaBootstrapServers": servers}},
        Topics=list(entries_of(option(settings, "topic"))),
        **_common(settings),
    )


def _broker(kind: str) -> Maker:
    def make(service: Service, function: str, settings: Value, at: Location) -> None:
        secret = option(settings, "basicAuthArn")
        access: list[Data] = [{"Type": "BASIC_AUTH", "URI": secret}]
        if kind == "rabbitmq":
            host = option(settings, "virtualHost")
            access.append({"Type": "VIRTUAL_HOST", "URI": "/" if is_absent(host) else host})
        _mapping(
            service,
            function,
            at,
            EventSourceArn=option(settings, "arn"),
            Queues=list(entries_of(option(settings, "queue"))),
            SourceAccessConfigurations=access,
            **_common(settings),
        )

    return make


def _permission(principal: str, *keys: str) -> Maker:
    def make(service: Service, function: str, settings: Value, at: Location) -> None:
        token = _main(settings, *keys)
        known = text(token)
        properties: dict[str, Data] = {
            "FunctionName": attribute(function),
            "Action": "lambda:InvokeFunction",
            "Principal": principal,
            "EventSourceToken": ABSENT
            if known in {"true", None} and not isinstance(token, Unknown)
            else token,
        }
        service.add(
            _numbered(service, f"{_stem(function)}PermissionAlexa"), "AWS::Lambda::Permission", properties, at
        )

    return make


def _device_rule(service: Service, function: str, settings: Value, at: Location) -> None:
    action: Data = {"Lambda": {"FunctionArn": attribute(function)}}
    payload: dict[str, Data] = {"Sql": option(settings, "sql"), "Actions": [action], "RuleDisabled": "false"}
    properties: dict[str, Data] = {"RuleName": option(settings, "name"), "TopicRulePayload": payload}
    service.add(_numbered(service, f"{_stem(function)}IotTopicRule"), "AWS::IoT::TopicRule", properties, at)


def _device_template(service: Service, function: str, settings: Value, at: Location) -> None:
    properties: dict[str, Data] = {
        "TemplateName": option(settings, "templateName"),
        "TemplateBody": option(settings, "templateBody"),
        "ProvisioningRoleArn": option(settings, "provisioningRoleArn"),
        "PreProvisioningHook": {"TargetArn": attribute(function)},
    }
    named = _numbered(service, f"{_stem(function)}IotProvisioningTemplate")
    service.add(named, "AWS::IoT::ProvisioningTemplate", properties, at)


def _bus_event(service: Service, function: str, settings: Value, at: Location) -> None:
    pattern = option(settings, "pattern")
    schedule = option(settings, "schedule")
    bus = option(settings, "eventBus")
    written = text(bus) or ""
    named: Data = bus
    if written and not written.startswith("arn:") and written != "default":
        identity = f"{letters(written)}EventBridgeEventBus"
        named = ref(service.add(identity, "AWS::Events::EventBus", {"Name": bus}, at))
    properties: dict[str, Data] = {
        "EventPattern": pattern,
        "ScheduleExpression": schedule,
        "EventBusName": named,
        "State": _state(settings),
        "Targets": [{"Arn": attribute(function), "Id": "target"}],
    }
    service.add(_numbered(service, f"{_stem(function)}EventBridgeRule"), "AWS::Events::Rule", properties, at)


def _platform_event(service: Service, function: str, settings: Value, at: Location) -> None:
    properties: dict[str, Data] = {
        "EventPattern": option(settings, "event"),
        "State": _state(settings),
        "Targets": [{"Arn": attribute(function), "Id": "target"}],
    }
    service.add(
        _numbered(service, f"{_stem(function)}EventsRuleCloudWatchEvent"), "AWS::Events::Rule", properties, at
    )


def _log(service: Service, function: str, settings: Value, at: Location) -> None:
    pattern = option(settings, "filter")
    properties: dict[str, Data] = {
        "LogGroupName": _main(settings, "logGroup"),
        "FilterPattern": "" if is_absent(pattern) else pattern,
        "DestinationArn": attribute(function),
    }
    named = _numbered(service, f"{_stem(function)}LogsSubscriptionFilterCloudWatchLog")
    service.add(named, "AWS::Logs::SubscriptionFilter", properties, at)


def _user_pool(service: Service, function: str, settings: Value, at: Location) -> None:
    pool, trigger = option(settings, "pool"), text(option(settings, "trigger")) or ""
    name = text(pool) or ""
    identity = f"CognitoUserPool{letters(name)}"
    properties: dict[str, Data] = {"UserPoolName": pool}
    if text(option(settings, "existing")) == "true":
        unseen = Unknown("a user pool that is there already", at=at)
        properties |= {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": unseen}, "Policies": unseen}
    service.add(identity, "AWS::Cognito::UserPool", properties, at)
    target: Data = attribute(function)
    if trigger in {"CustomSMSSender", "CustomEmailSender"}:
        target = {"LambdaArn": target}
    _set(service, identity, "LambdaConfig", trigger, target, at)


def _set(service: Service, identity: str, section: str, key: str, value: Data, at: Location) -> None:  # noqa: PLR0913, PLR0917 - where, what
    """Set a property two levels below those of a resource."""
    body = service.resources[identity]
    properties = body.items["Properties"]
    held = get(properties, section)
    inner = {**(held.items if isinstance(held, Map) else {}), key: lifted(value, at)}
    outer = {**(properties.items if isinstance(properties, Map) else {}), section: Map(inner, at=at)}
    service.resources[identity] = Map({**body.items, "Properties": Map(outer, at=properties.at)}, at=body.at)


def _balancer(service: Service, function: str, settings: Value, at: Location) -> None:
    stem = _numbered(service, f"{_stem(function)}AlbListenerRule")
    group = f"{stem}TargetGroup"
    service.add(
        group,
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        {"TargetType": "lambda", "Targets": [{"Id": attribute(function)}]},
        at,
    )
    actions: list[Data] = [
        *_authenticating(service, settings),
        {"Type": "forward", "TargetGroupArn": ref(group)},
    ]
    conditions = option(settings, "conditions")
    paths = list(entries_of(get(conditions, "path"))) if isinstance(conditions, Map) else []
    properties: dict[str, Data] = {
        "ListenerArn": option(settings, "listenerArn"),
        "Priority": option(settings, "priority"),
        "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": paths}}] if paths else [],
        "Actions": actions,
    }
    service.add(stem, "AWS::ElasticLoadBalancingV2::ListenerRule", properties, at)


def _authenticating(service: Service, settings: Value) -> list[Data]:
    """Return the actions that authenticate before a balancer forwards."""
    found: list[Data] = []
    for named in entries_of(option(settings, "authorizer")):
        declared = get(service.setting("alb.authorizers"), text(named) or "")
        kind = text(option(declared, "type")) or ""
        found.append({"Type": "authenticate-cognito" if kind == "cognito" else "authenticate-oidc"})
    return found


def _edge(service: Service, function: str, settings: Value, at: Location) -> None:
    association: Data = {"EventType": option(settings, "eventType"), "LambdaFunctionARN": attribute(function)}
    pattern = option(settings, "pathPattern")
    behaviour: dict[str, Data] = {"LambdaFunctionAssociations": [association], "TargetOriginId": "origin"}
    origin = option(settings, "origin")
    config: dict[str, Data] = {
        "Origins": [{"Id": "origin", "DomainName": origin if text(origin) else ABSENT}]
    }
    if is_absent(pattern):
        config["DefaultCacheBehavior"] = behaviour
    else:
        config["CacheBehaviors"] = [{**behaviour, "PathPattern": pattern}]
    named = _numbered(service, f"{_stem(function)}CloudFrontDistribution")
    service.add(named, "AWS::CloudFront::Distribution", {"DistributionConfig": config}, at)


MAKERS: dict[str, Maker] = {
    "s3": _bucket,
    "schedule": _schedule,
    "sns": _topic,
    "sqs": _queue,
    "stream": _stream,
    "msk": _managed_kafka,
    "kafka": _own_kafka,
    "activemq": _broker("activemq"),
    "rabbitmq": _broker("rabbitmq"),
    "alexaSkill": _permission("alexa-appkit.amazon.com", "appId"),
    "alexaSmartHome": _permission("alexa-connectedhome.amazon.com", "appId"),
    "iot": _device_rule,
    "iotFleetProvisioning": _device_template,
    "eventBridge": _bus_event,
    "cloudwatchEvent": _platform_event,
    "cloudwatchLog": _log,
    "cognitoUserPool": _user_pool,
    "alb": _balancer,
    "cloudFront": _edge,
}
"""What makes the resources of each kind of event."""
