"""How the code of a function gets where it runs: what templates and files of a project say of it."""

from msgspec import Struct


class Packaging(Struct, frozen=True):
    """What a template says of how a function is built; paths are relative to the scanned root.

    `context` and `dockerfile` are of a container image, the latter relative to the former; `command` is the
    handler that the template gives the image, empty where the image names its own. `entries` are the files
    that a bundler begins with. `application` is the module and variable that an adapter of a plug-in serves.
    """

    context: str = ""
    dockerfile: str = "Dockerfile"
    command: str = ""
    entries: tuple[str, ...] = ()
    application: str = ""


class Image(Struct, frozen=True):
    """A container image as its `Dockerfile` makes it.

    `base` is what it is made from, `calls_handler` tells that its runtime is one of Lambda. `command` is that
    handler, empty where it is not known. `copied` are pairs of a path in the image and one below the
    scanned root that was copied there, later ones on top. `workdir` is where the code is looked for.
    """

    base: str
    calls_handler: bool
    command: str
    workdir: str
    copied: tuple[tuple[str, str], ...] = ()


class Hosted(Struct, frozen=True):
    """A web application that a tool without template puts behind an adapter (Zappa).

    `folder` is where its modules are looked for; `module` holds it, or `settings` are those of Django.
    """

    folder: str
    module: str = ""
    settings: str = ""
