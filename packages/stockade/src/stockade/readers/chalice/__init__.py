"""Chalice: an application whose entry points are decorators in its code, and a configuration file.

    modules.py      the modules of one application, and what a name in one of them means
    application.py  `Chalice(...)`, its handlers and those of registered blueprints
    settings.py     `.chalice/config.json`: one stage of it
    routes.py       routes and their authorizers as the OpenAPI body the tool deploys
    events.py       the other decorators as the resources the tool deploys
    reader.py       all of it into a `Stack`

Nothing is imported or executed: source is parsed, and what is computed there is unknown here.
Source of the facts: the reference of the tool's API and of its configuration file.
"""

from stockade.readers.chalice.reader import is_chalice, read_chalice

__all__ = ["is_chalice", "read_chalice"]
