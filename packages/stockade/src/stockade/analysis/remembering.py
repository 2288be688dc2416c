"""Runs that need not be made again: nothing that they were told has changed since."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace as changed

from stockade.analysis import inline
from stockade.analysis.files import INLINE, Files, Unread
from stockade.analysis.handlers import Located, Project, Unsettled
from stockade.analysis.hardcoded import may_hold
from stockade.analysis.runs import Analysed, run
from stockade.analysis.runs import Shaped as HandedOver
from stockade.analysis.unclaimed import handlers, may_handle, sources_of
from stockade.cache import Cache, Question, digest
from stockade.model import CodeSecret
from stockade.model.code import Confidence
from stockade.model.program import Module

_Result = TypeVar("_Result")
Shaped = tuple[Located, Confidence, tuple[str, ...]]
"""A handler told by its shape, how sure that is, and the event sources its file speaks for."""
_EXISTS, _TEXT, _IMPORTED, _INSTALLED = "exists", "text", "imported", "installed"


class Memory:
    """Runs handlers, and looks at files that none reaches, by way of what is known from the last time.

    `reached` holds the files that any run so far has asked for.
    """

    def __init__(self, files: Files, cache: Cache) -> None:
        self.files = files
        self.reached: set[str] = set()
        self._cache = cache

    def open_files(self) -> Files:
        """Return the files, so that what is read of them counts as reached."""

        def load(file: str) -> Module | None:
            self.reached.add(file)
            return self.files.load(file)

        return changed(self.files, load=load)

    def run(self, where: Located, sources: tuple[str, ...], shaped: HandedOver | None = None) -> Analysed:
        """Run one handler on the events that can start it."""
        key = self._key("run", where, sources, shaped)
        return self._remembered(key, Analysed, lambda files: run(where, files, sources, shaped))

    def run_text(
        self,
        where: Located,
        sources: tuple[str, ...],
        text: str,
        lines: Sequence[int],
        shaped: HandedOver | None = None,
    ) -> Analysed:
        """Run one handler whose file is a text that stands in a template, on the `lines` of that file."""

        def first(files: Files) -> Analysed:
            above = inline.shift_of(lines)
            program = files.parse("\n" * (above or 0) + inline.filled(text), where.file)
            if program is not None and above is None:
                program = inline.relocated(program, lines)
            inside = changed(files, load=lambda file: program if file == where.file else files.load(file))
            return run(where, inside, sources, shaped)

        key = self._key("text", where, sources, shaped, digest(text), tuple(lines))
        return self._remembered(key, Analysed, first)

    def shaped(self, one: Unread, folder: str) -> tuple[Shaped, ...]:
        """Return what may be handlers of a file, told by their shape."""

        def first(files: Files) -> tuple[Shaped, ...]:
            module = files.load(one.file) if may_handle(one.file, one.text) else None
            if module is None:
                return ()
            found = tuple(handlers(module, (folder,)))
            sources = sources_of(one.text) if found else ()
            return tuple((where, sure, sources) for where, sure in found)

        return self._remembered(self._key("shape", one.file, folder), tuple[Shaped, ...], first, one.file)

    def loose(self, one: Unread) -> tuple[CodeSecret, ...]:
        """Return the secrets of a file that no handler reaches."""

        def first(files: Files) -> tuple[CodeSecret, ...]:
            module = files.load(one.file) if may_hold(one.text) else None
            return files.hardcoded.loose(module) if module is not None else ()

        return self._remembered(self._key("loose", one.file), tuple[CodeSecret, ...], first, one.file)

    def _key(self, *parts: object) -> str:
        return digest(msgspec.msgpack.encode((self.files.knowledge.digest, *parts)))

    def _remembered(
        self, key: str, kind: type[_Result], first: Callable[[Files], _Result], *read: str
    ) -> _Result:
        known = self._cache.find(key, self._answer)
        if known is not None:
            try:
                result = msgspec.msgpack.decode(known, type=kind)
            except (msgspec.MsgspecError, RecursionError):
                pass  # somebody else wrote it
            else:
                self.reached.update(about for kind_, about, _ in self._cache.asked(key) if kind_ == _TEXT)
                return result
        asked: dict[Question, str] = {(_TEXT, file): self._answer(_TEXT, file) for file in read}
        result = first(self._witnessed(asked))
        self._cache.keep(key, asked, msgspec.msgpack.encode(result))
        return result

    def _witnessed(self, asked: dict[Question, str]) -> Files:
        """Return the files, with a record of what is asked of them."""

        def exists(file: str) -> bool:
            found = self.files.exists(file)
            asked[_EXISTS, file] = _told(found)
            return found

        def load(file: str) -> Module | None:
            asked[_TEXT, file] = self._answer(_TEXT, file)
            self.reached.add(file)
            return self.files.load(file)

        project = _Asked(self.files.project, asked)
        return changed(self.files, exists=exists, load=load, project=project)

    def _answer(self, kind: str, about: str) -> str:
        if kind == _IMPORTED:
            file, _, module = about.partition("\0")
            return "\0".join(self.files.project.imported(module, file))
        if kind == _INSTALLED:
            return "\0".join(sorted(self.files.project.installed(about)))
        return self.files.digest(about) if kind == _TEXT else _told(self.files.exists(about))


class _Asked(Unsettled):
    """The project, with a record of what a run asks of it."""

    def __init__(self, project: Project, asked: dict[Question, str]) -> None:
        self._project = project
        self._asked = asked

    def imported(self, module: str, file: str) -> tuple[str, ...]:
        """Return where what a script imports by an alias may be, without ending."""
        found = tuple(self._project.imported(module, file))
        self._asked[_IMPORTED, f"{file}\0{module}"] = "\0".join(found)
        return found

    def installed(self, folder: str) -> frozenset[str]:
        """Return the packages that a tool installed into a folder."""
        found = self._project.installed(folder)
        self._asked[_INSTALLED, folder] = "\0".join(sorted(found))
        return found


def _told(found: bool) -> str:
    return "1" if found else ""


def inline_file(template: str, name: str) -> str:
    """Return the name under which code that is written in a template is known."""
    return f"{template}{INLINE}{name}"
