"""The adapter to aws-sam-translator: loaded late, fed no credential, asked nothing of the network.

The translator imports boto3 for features Stockade never uses (a look-up of managed policies, the application
repository). Stand-ins take its place during that import: 100 ms and 14 MB less, and no session can be made.
Its own policy templates are checked against a schema at each call; one processor serves the whole process.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from msgspec import Struct

REGION = "us-east-1"
"""The region the transform is told; it decides nothing Stockade reads."""

_STAND_INS = (
    "boto3",
    "boto3.session",
    "botocore",
    "botocore.client",
    "botocore.config",
    "botocore.exceptions",
)


class Refusal(Struct, frozen=True, gc=False):
    """Why the transform refused: a sentence, and the resource it blames (empty for the whole template)."""

    reason: str
    resource: str = ""


class Refused(Exception):  # noqa: N818 - it carries refusals, it is no error of ours
    """The transform refused a template."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(refusal.reason for refusal in refusals))
        self.refusals = refusals


class _Session:
    """Stands in for `boto3.Session`: a region and nothing else."""

    region_name = REGION

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def get_available_regions(self, *_: object, **__: object) -> list[str]:
        return [REGION]


class _Nothing:
    """Stands in for the classes of boto3 and botocore that are only named in annotations."""

    def __init__(self, *_: object, **__: object) -> None:
        pass


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = []
    found: dict[str, object] = {
        "Session": _Session,
        "DEFAULT_SESSION": None,
        "BaseClient": _Nothing,
        "Config": _Nothing,
        "ClientError": type("ClientError", (Exception,), {}),
        "EndpointConnectionError": type("EndpointConnectionError", (Exception,), {}),
    }
    for key, value in found.items():
        setattr(module, key, value)
    return module


@contextmanager
def _without_boto() -> Iterator[None]:
    """Put the stand-ins in the place of boto3 and botocore; what was imported before comes back after."""
    saved = {name: sys.modules.pop(name) for name in _STAND_INS if name in sys.modules}
    made = {name: _stand_in(name) for name in _STAND_INS}
    for name, module in made.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(made[parent], child, module)
    sys.modules.update(made)
    try:
        yield
    finally:
        for name in _STAND_INS:
            sys.modules.pop(name, None)
        sys.modules.update(saved)


class Translator:
    """The loaded transform."""

    def __init__(self) -> None:
        logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
        with _without_boto():
            from samtranslator.model.exceptions import InvalidDocumentException
            from samtranslator.policy_template_processor.processor import PolicyTemplatesProcessor
            from samtranslator.translator import transform as module
            from samtranslator.translator.arn_generator import ArnGenerator
        ArnGenerator.BOTO_SESSION_REGION_NAME = REGION
        self._transform = module.transform
        self._invalid = InvalidDocumentException
        self._check_once(PolicyTemplatesProcessor)

    @staticmethod
    def _check_once(processor: Any) -> None:  # noqa: ANN401 - a class without types
        """Leave out the check of the package's own data at each call; its tests have made it."""
        processor._is_valid_templates_dict = staticmethod(lambda *_: True)  # noqa: SLF001 - the adapter's purpose
        processor.get_default_policy_templates_json = staticmethod(
            cache(processor.get_default_policy_templates_json)
        )

    def transform(self, template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the CloudFormation template; `template` is changed. Raises `Refused`."""
        try:
            made: dict[str, Any] = self._transform(template, parameters, _NoPolicies())
        except self._invalid as error:
            causes = getattr(error, "causes", ()) or (error,)
            raise Refused(tuple(_refusal(cause) for cause in causes)) from error
        except Exception as error:  # the translator fails in many ways on templates nobody has tried
            raise Refused((Refusal(f"the SAM transform failed: {type(error).__name__}: {error}"),)) from error
        return made


def _refusal(cause: object) -> Refusal:
    resource = getattr(cause, "_logical_id", "")
    return Refusal(str(getattr(cause, "message", cause)), str(resource) if isinstance(resource, str) else "")


class _NoPolicies:
    """Names of managed policies stay names: the catalog knows their documents."""

    def load(self) -> dict[str, str]:
        return {}


@cache
def translator() -> Translator:
    """Return the transform, loaded at the first call."""
    return Translator()
