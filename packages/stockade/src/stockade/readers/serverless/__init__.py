"""serverless.yml: the framework of that name, versions 1 to 4, and its open fork. No JavaScript is run.

variables.py  `${...}`, resolved as far as the files say
compose.py    parameters that a composition gives to its services
service.py    a service while it is read
functions.py  functions, their URLs and destinations
roles.py      the shared role, and those of single functions
routes.py     `http`, `httpApi`, `websocket`
events.py     every other event
plugins.py    sections of plug-ins that add resources
lift.py       constructs of Serverless Lift
identifiers.py the logical ids the framework gives
reader.py     all of it, with `resources` over it, into a `Stack`
"""

from stockade.readers.serverless.reader import is_serverless, read_serverless, unreadable

__all__ = ["is_serverless", "read_serverless", "unreadable"]
