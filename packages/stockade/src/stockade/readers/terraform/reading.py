"""A folder into a `Configuration`: its plan where there is one, else its files evaluated."""

from collections.abc import Iterator

from stockade.model import Gap, Output
from stockade.readers.files import Root
from stockade.readers.terraform.blocks import META_OF_CALLS, arguments
from stockade.readers.terraform.budget import Budget
from stockade.readers.terraform.configuration import Block, Configuration, ModuleCall
from stockade.readers.terraform.declarations import Declared
from stockade.readers.terraform.evaluator import Evaluator
from stockade.readers.terraform.files import ConfigurationFiles
from stockade.readers.terraform.instances import Instance
from stockade.readers.terraform.library import Library
from stockade.readers.terraform.modules import Configured, ModuleInstance, Origin, text_of
from stockade.readers.terraform.sources import installed_modules
from stockade.readers.terraform.syntax import Stanza
from stockade.readers.terraform.traversal import Fault
from stockade.readers.terraform.variables import given_values
from stockade.values import ABSENT

MOST_BLOCKS = 10_000
"""Instances of resources and data sources of one configuration."""
HEAVIEST_CONFIGURATION = 2_000_000
"""Terms of all arguments together."""


def read_configuration(root: Root, folder: str, library: Library | None = None) -> Configuration | None:
    """Return the root module of a folder evaluated with its modules, None where there is none.

    The folder is relative to the root. `library` holds the modules parsed already, where several folders of
    one root are read.
    """
    library = library or Library(root)
    source = library.module(folder)
    if source.is_empty:
        return None
    return _Reading(library, folder).configuration()


class _Reading:
    """One evaluation: collects the blocks of all modules."""

    def __init__(self, library: Library, folder: str) -> None:
        self.budget = Budget()
        self.gaps: list[Gap] = []
        self.blocks: dict[str, Block] = {}
        self.calls: list[ModuleCall] = []
        self.weight = 0
        self.full = False
        evaluator = Evaluator(self.budget, ConfigurationFiles(library, folder))
        self.shared = Configured(library, folder, evaluator, installed_modules(library.root, folder))
        source = library.module(folder)
        self.root = ModuleInstance(
            self.shared, source, Origin(given=given_values(library, folder, self.gaps))
        )

    def configuration(self) -> Configuration:
        """Evaluate everything that is deployed, and what the root module says to the outside."""
        source = self.root.source
        sources = self._walk(self.root)
        variables = {name: self.root.declared(stanza) for name, stanza in source.variables.items()}
        outputs = {name: self._output(name, stanza) for name, stanza in source.outputs.items()}
        found = [*self.gaps, *(gap for gaps in sources.values() for gap in gaps), *self.shared.gaps]
        return Configuration(
            source.folder,
            source.file,
            blocks=self.blocks,
            calls=tuple(self.calls),
            variables=variables,
            outputs=outputs,
            gaps=tuple(dict.fromkeys((*found, *self.budget.faults))),
        )

    def _walk(self, root: ModuleInstance) -> dict[str, tuple[Gap, ...]]:
        """Evaluate a module and all below it; returns the gaps of their files, each folder's once."""
        gaps: dict[str, tuple[Gap, ...]] = {}
        waiting = [root]
        while waiting:
            module = waiting.pop()
            gaps[module.source.folder] = module.source.gaps
            for key, declared in module.source.resources.items():
                self._resource(module, key, declared)
            children = [
                child
                for name, stanza in module.source.calls.items()
                for child in self._call(module, name, stanza)
            ]
            waiting.extend(reversed(children))
        return gaps

    def _instances(self, module: ModuleInstance, key: str, stanza: Stanza) -> tuple[Instance, ...]:
        try:
            return module.expansion(key, stanza).instances
        except Fault as fault:
            self.budget.fault(stanza.at, str(fault))
            return ()

    def _resource(self, module: ModuleInstance, key: str, declared: Declared) -> None:
        for instance in self._instances(module, key, declared.stanza):
            if len(self.blocks) >= MOST_BLOCKS or self.weight > HEAVIEST_CONFIGURATION:
                self._refuse(declared.stanza)
                return
            address = module.within(key) + instance.suffix
            found = arguments(declared.stanza.body, module.framed(key, instance), self.shared.evaluator)
            self.weight += self.budget.weight(found)
            self.blocks[address] = Block(
                address,
                declared.mode,
                declared.type,
                declared.name,
                module.address,
                found,
                declared.stanza.at,
                _joined(module.origin.condition, instance.condition),
            )

    def _refuse(self, stanza: Stanza) -> None:
        if not self.full:
            self.full = True
            reason = (
                f"more than {MOST_BLOCKS:,} resources, or too large once written out; the rest is not read"
            )
            self.gaps.append(Gap(stanza.at, reason, "file"))

    def _call(self, module: ModuleInstance, name: str, stanza: Stanza) -> Iterator[ModuleInstance]:
        key = f"module.{name}"
        for instance in self._instances(module, key, stanza):
            child = module.child(name, instance.suffix)
            if child is not None:
                yield child
                continue
            frame, evaluator = module.framed(key, instance), self.shared.evaluator
            self.calls.append(
                ModuleCall(
                    module.within(key) + instance.suffix,
                    text_of(stanza, "source", module),
                    text_of(stanza, "version", module),
                    arguments(stanza.body, frame, evaluator, without=META_OF_CALLS),
                    stanza.at,
                    _joined(module.origin.condition, instance.condition),
                )
            )

    def _output(self, name: str, stanza: Stanza) -> Output:
        try:
            value = self.root.output(name)
        except Fault as fault:
            value = self.budget.fault(stanza.at, str(fault))
        return Output(name, value, export=ABSENT, at=stanza.at)


def _joined(*conditions: str) -> str:
    return " and ".join(condition for condition in conditions if condition)
