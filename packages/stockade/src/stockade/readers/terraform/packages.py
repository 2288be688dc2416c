"""Where the code of a function or layer lies: the folder or file that is packed for it.

`filename` names a package; `archive_file` says what it is packed of: a folder, one file (its folder holds the
module that the handler names), or contents written in the configuration. A package in storage may be one that
the configuration uploads. Paths are relative to the folder of the root module, as the evaluator gives them.
"""

import posixpath

from stockade.readers.terraform.configuration import Block
from stockade.readers.terraform.documents import blocks
from stockade.readers.terraform.references import Resolver
from stockade.values import Lit, Map, Unknown, Value, get, is_absent, references, same, text

OBJECTS = ("aws_s3_object", "aws_s3_bucket_object")
ARCHIVE = "archive_file"


def local_code(block: Block, resolver: Resolver) -> Value | None:
    """Return the local code of a function or layer: a path, `{ZipFile: content}`, or None."""
    for argument in ("filename", "source_code_hash", "s3_key", "s3_object_version"):
        found = _packed(block.arguments.items.get(argument, Lit(None)), resolver, block)
        if found is not None:
            return found
    named = resolver.argument(block, "filename")
    return None if is_absent(named) else _path(named)


def _packed(value: Value, resolver: Resolver, block: Block) -> Value | None:
    """Return what the package that a value of the configuration names is made of."""
    for reference in references(value):
        source = resolver.blocks.get(reference.id)
        if source is None:
            continue
        if source.type == ARCHIVE:
            return _contents(resolver.arguments(source), block, resolver)
        if source.type in OBJECTS:
            inner = source.arguments.items.get("source", Lit(None))
            named = None if is_absent(inner) else _path(resolver.value(inner))
            return _packed(inner, resolver, block) or named
    return _written_by(resolver.value(value), resolver, block)


def _written_by(path: Value, resolver: Resolver, block: Block) -> Value | None:
    """Return the contents of the archive that is written to a path."""
    if is_absent(path):
        return None
    for archive in resolver.blocks.values():
        if archive.type == ARCHIVE and _same_path(resolver.argument(archive, "output_path"), path):
            return _contents(resolver.arguments(archive), block, resolver)
    return None


def _same_path(left: Value, right: Value) -> bool:
    one, other = text(left), text(right)
    if one is None or other is None:
        return not is_absent(left) and same(left, right) == "true"
    return posixpath.normpath(one) == posixpath.normpath(other)


def _contents(archive: Map, block: Block, resolver: Resolver) -> Value:
    folder, file = get(archive, "source_dir"), get(archive, "source_file")
    if not is_absent(folder):
        return _path(folder)
    if not is_absent(file):
        known = text(file)
        return _path(Lit(posixpath.dirname(known) or ".", at=file.at)) if known is not None else _path(file)
    return _written(archive, block, resolver)


def _written(archive: Map, block: Block, resolver: Resolver) -> Value:
    """Return the content written in the configuration: of several files the one that the handler names."""
    sources = list(blocks(get(archive, "source")))
    if is_absent(get(archive, "source")) and not is_absent(get(archive, "source_content")):
        sources = [Map({"content": get(archive, "source_content")}, at=archive.at)]
    module = (text(resolver.argument(block, "handler")) or "").rpartition(".")[0]
    named = [one for one in sources if _stem(text(get(one, "filename")) or "") == module]
    chosen = next(iter(named or sources), None)
    if chosen is None:
        return Unknown("an archive of nothing that is written here", at=archive.at)
    return Map({"ZipFile": get(chosen, "content")}, at=archive.at)


def _stem(file: str) -> str:
    return posixpath.splitext(file)[0]


def _path(value: Value) -> Value:
    """Return a path in its plain form; one that leads to the root of a machine is none of the application."""
    known = text(value)
    if known is None:
        return value
    if posixpath.isabs(known):
        return Unknown("code at an absolute path", at=value.at)
    return Lit(posixpath.normpath(known), at=value.at)
