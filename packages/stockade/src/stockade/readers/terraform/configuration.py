"""What evaluating a Terraform configuration gives: every resource under its address, by Terraform's names.

References inside values keep the address and the attribute as written: `aws_sqs_queue.jobs.arn` in the
module `worker` is `Attr("module.worker.aws_sqs_queue.jobs", "arn")`, a whole resource is `Ref` of its
address, a data source has an address that begins with `data.` (after its module). What names become is
`canonical`'s business.
"""

from typing import Literal

from msgspec import Struct

from stockade.model import Gap, Output, Parameter
from stockade.values import NOWHERE, Location, Map


class Block(Struct, frozen=True):
    """One instance of a resource or data source.

    `address` is Terraform's: `module.PATH.TYPE.NAME["key"]` (`[0]` for `count`, nothing for a single one).
    `arguments` holds evaluated arguments; nested blocks are a `List` of `Map`s under the block's name, in the
    order written, `dynamic` ones expanded. `condition` is a sentence where it is not known whether the
    instance exists (`count` on an unknown value).
    """

    address: str
    mode: Literal["managed", "data"]
    type: str
    name: str
    module: str
    arguments: Map
    at: Location = NOWHERE
    condition: str = ""


class ModuleCall(Struct, frozen=True):
    """A call of a module whose source is not at hand: a registry, a repository, an address.

    `source` is the text as written, `version` the constraint (empty without one). `condition` is a sentence
    where it is not known whether the instance exists.
    """

    address: str
    source: str
    version: str
    arguments: Map
    at: Location = NOWHERE
    condition: str = ""


class Configuration(Struct, frozen=True):
    """One root module, evaluated with all local modules below it.

    `folder` is the root module's, relative to the scanned root with `/`.
    """

    folder: str
    file: str
    blocks: dict[str, Block] = {}
    calls: tuple[ModuleCall, ...] = ()
    variables: dict[str, Parameter] = {}
    outputs: dict[str, Output] = {}
    gaps: tuple[Gap, ...] = ()
