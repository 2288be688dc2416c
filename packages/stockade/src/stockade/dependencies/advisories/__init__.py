"""Advisories of a database in the Open Source Vulnerability format: `load` one, and `matched` an application.

https://ossf.github.io/osv-schema/
"""

from stockade.dependencies.advisories.loading import Database, load
from stockade.dependencies.advisories.matching import matched, shipped

__all__ = ["Database", "load", "matched", "shipped"]
