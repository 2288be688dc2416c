"""Functions of a service as `AWS::Lambda::Function`, with what hangs on them: URL, failures, layers."""

from stockade.readers.building import Data, attribute, joined, ref
from stockade.readers.serverless.identifiers import function_id, normal
from stockade.readers.serverless.roles import SHARED, own_role, shared_role
from stockade.readers.serverless.service import Service, is_true, option
from stockade.values import ABSENT, Lit, Map, Value, entries, get, is_absent, text

_DEFAULT_TIMEOUT = 6
"""Seconds. Source: the page on functions of the framework's guide."""


def add_function(service: Service, name: str, body: Map) -> None:
    """Add a function and the resources that belong to it alone."""
    identity = function_id(name)
    environment = dict(entries(service.setting("environment")))
    environment.update(entries(get(body, "environment")))
    image = get(body, "image")
    properties: dict[str, Data] = {
        "FunctionName": get(body, "name") if "name" in body.items else _named(service, name),
        "Handler": get(body, "handler"),
        "Runtime": ABSENT if not is_absent(image) else _either(service, body, "runtime"),
        "Code": _code(service, body),
        "Role": _role(service, name, body),
        "Environment": {"Variables": Map(dict(environment), at=body.at)},
        "Timeout": _either(service, body, "timeout", Lit(_DEFAULT_TIMEOUT, at=body.at)),
        "VpcConfig": _either(service, body, "vpc"),
        "Layers": _either(service, body, "layers"),
        "ReservedConcurrentExecutions": get(body, "reservedConcurrency"),
        "KmsKeyArn": _either(service, body, "kmsKeyArn"),
        "DeadLetterConfig": _dead_letters(body),
        "PackageType": "Image" if not is_absent(image) else ABSENT,
        "ImageConfig": {"Command": option(image, "command")} if isinstance(image, Map) else ABSENT,
    }
    service.add(identity, "AWS::Lambda::Function", properties, body.at, Metadata=_build(service, body))
    _url(service, identity, body)
    _destinations(service, identity, body)


def _build(service: Service, body: Map) -> Data:
    """Return how a function is built: the folder of its image, the application that a plug-in serves."""
    image = get(body, "image")
    application = get(service.custom, "wsgi.app")
    if not is_absent(application):
        return {"WsgiApplication": application}
    name = text(option(image, "name") if isinstance(image, Map) else image)
    images = service.setting("ecr.images")
    built = images.items.get(name, ABSENT) if isinstance(images, Map) and name is not None else ABSENT
    if is_absent(built):
        return ABSENT
    written = option(built, "file") if isinstance(built, Map) else ABSENT
    path = option(built, "path") if isinstance(built, Map) else built
    return {"DockerContext": path if not is_absent(path) else ".", "Dockerfile": written}


def _named(service: Service, name: str) -> Data:
    """Return the name the framework gives a function that has none."""
    return joined(service.name, "-", service.stage, "-", name)


def add_layers(service: Service) -> None:
    """Add the layers that the service makes of its own folders."""
    layers = service.sections.get("layers", ABSENT)
    for name, body in layers.items.items() if isinstance(layers, Map) else ():
        properties: dict[str, Data] = {"LayerName": get(body, "name"), "Content": get(body, "path")}
        at = body.at if body.at.line else service.at
        service.add(f"{normal(name)}LambdaLayer", "AWS::Lambda::LayerVersion", properties, at)


def _either(service: Service, body: Map, key: str, default: Value = ABSENT) -> Value:
    """Return a setting of the function, else of the provider."""
    own = get(body, key)
    if not is_absent(own):
        return own
    shared = service.setting(key)
    return shared if not is_absent(shared) else default


def _role(service: Service, name: str, body: Map) -> Data:
    own = get(body, "role")
    if is_absent(own):
        made = own_role(service, name, body)
        if made is not None:
            return attribute(made)
        own = shared_role(service) or ABSENT
    if is_absent(own):
        return attribute(SHARED)
    written = text(own)
    if written is not None and isinstance(own, Lit) and ":" not in written:
        return attribute(written)  # the logical id of a role under `resources`
    return own


def _code(service: Service, body: Map) -> Data:
    image = get(body, "image")
    if not is_absent(image):
        return {"ImageUri": option(image, "uri") if isinstance(image, Map) else image}
    for holder in (body, Map(service.sections)):
        artifact = get(holder, "package.artifact")
        if not is_absent(artifact):
            return artifact
    module = get(body, "module")
    return module if not is_absent(module) else "."


def _dead_letters(body: Map) -> Data:
    target = get(body, "onError")
    if is_absent(target):
        return ABSENT
    return Map({"TargetArn": target}, at=target.at if target.at.line else body.at)


def _url(service: Service, identity: str, body: Map) -> None:
    url = get(body, "url")
    if is_absent(url) or text(url) == "false":
        return
    signed = (text(option(url, "authorizer")) or "").lower() == "aws_iam"
    cors = option(url, "cors")
    settings: Data = ABSENT
    if is_true(cors):
        settings = {
            "AllowOrigins": option(cors, "allowedOrigins")
            if "allowedOrigins" in getattr(cors, "items", {})
            else ["*"],
            "AllowMethods": option(cors, "allowedMethods"),
            "AllowCredentials": option(cors, "allowCredentials"),
        }
    auth = "AWS_IAM" if signed else "NONE"
    properties: dict[str, Data] = {
        "AuthType": auth,
        "TargetFunctionArn": attribute(identity),
        "Cors": settings,
    }
    at = url.at if url.at.line else body.at
    service.add(f"{identity}Url", "AWS::Lambda::Url", properties, at)
    if not signed:
        permission: dict[str, Data] = {
            "FunctionName": attribute(identity),
            "Action": "lambda:InvokeFunctionUrl",
            "Principal": "*",
            "FunctionUrlAuthType": "NONE",
        }
        service.add(
            f"{identity.removesuffix('Function')}PermissionFnUrl", "AWS::Lambda::Permission", permission, at
        )


def _destinations(service: Service, identity: str, body: Map) -> None:
    targets = get(body, "destinations")
    if not isinstance(targets, Map):
        return
    config = {
        key: {"Destination": _destination(targets.items[name])}
        for name, key in (("onSuccess", "OnSuccess"), ("onFailure", "OnFailure"))
        if name in targets.items
    }
    properties: dict[str, Data] = {
        "FunctionName": ref(identity),
        "Qualifier": "$LATEST",
        "DestinationConfig": config,
    }
    service.add(f"{identity}EvConf", "AWS::Lambda::EventInvokeConfig", properties, targets.at)


def _destination(value: Value) -> Data:
    if isinstance(value, Map) and "arn" in value.items:
        return value.items["arn"]
    written = text(value)
    if written is not None and isinstance(value, Lit) and ":" not in written:
        return attribute(function_id(written))
    return value
