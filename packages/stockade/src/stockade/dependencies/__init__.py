"""What functions ship: their manifests, locks and layers, and what advisories hold against it.

tree.py          the scanned folder as this room sees it
documents.py     JSON, TOML and YAML, bounded; lines.py finds the lines again
locking.py       what a lock says, and which of it is shipped
python/, npm/    one module for each kind of lock or manifest
locating.py      where a function is built from; shelf.py reads what lies there, once
distributions.py under which names packages are imported
versions/        the order of versions in each ecosystem, and ranges
advisories/      records of a database (OSV), read and matched
interface.py     `ship(app, shelf, handler)`
"""

from stockade.dependencies.interface import ship
from stockade.dependencies.shelf import Shelf
from stockade.dependencies.tree import Tree

__all__ = ["Shelf", "Tree", "ship"]
