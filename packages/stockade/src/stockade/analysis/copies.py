"""Copies of known libraries among the files of a program, told by the files they are made of.

A copy under another name (`vendor.requests`) is known by the names of the library, and its own code is not
gone through.
"""

import posixpath
from collections.abc import Callable

LIBRARIES: dict[str, tuple[str, ...]] = {
    "aiohttp": ("client.py", "connector.py"),
    "boto3": ("session.py", "resources/factory.py"),
    "botocore": ("session.py", "client.py"),
    "flask": ("app.py", "blueprints.py"),
    "httpx": ("_client.py", "_models.py"),
    "jinja2": ("environment.py", "lexer.py"),
    "jwt": ("api_jwt.py", "algorithms.py"),
    "mysql/connector": ("cursor.py", "abstracts.py"),
    "paramiko": ("client.py", "transport.py"),
    "pg8000": ("core.py", "native.py"),
    "psycopg": ("connection.py", "cursor.py"),
    "psycopg2": ("extensions.py", "extras.py"),
    "pymongo": ("mongo_client.py", "collection.py"),
    "pymysql": ("connections.py", "cursors.py"),
    "redis": ("client.py", "connection.py"),
    "requests": ("sessions.py", "adapters.py"),
    "simplejson": ("decoder.py", "scanner.py"),
    "sqlalchemy": ("engine/__init__.py", "orm/__init__.py"),
    "urllib3": ("connectionpool.py", "poolmanager.py"),
    "werkzeug": ("serving.py", "routing/__init__.py"),
    "yaml": ("constructor.py", "resolver.py"),
}
"""Libraries by the path of their package, and files beside its `__init__.py` that no other has."""


def library_of(path: str, exists: Callable[[str], bool]) -> str:
    """Return the name under which a library knows one of its modules; empty for a file that is of none."""
    folder, inside = posixpath.dirname(path), [posixpath.basename(path).removesuffix(".py")]
    while folder:
        for name, files in LIBRARIES.items():
            if f"/{folder}".endswith(f"/{name}") and _is_copy(folder, files, exists):
                return ".".join((*name.split("/"), *(one for one in inside if one != "__init__")))
        inside.insert(0, posixpath.basename(folder))
        folder = posixpath.dirname(folder)
    return ""


def _is_copy(folder: str, files: tuple[str, ...], exists: Callable[[str], bool]) -> bool:
    return all(exists(f"{folder}/{one}") for one in ("__init__.py", *files))
