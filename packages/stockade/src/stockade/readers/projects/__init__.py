"""What the files of a project say of its code: aliases of imports, build outputs, images, source maps.

Nothing is built and no program is asked: a setting that is computed is not known.

loose.py        JSON with comments and trailing commas
typescript.py   `tsconfig.json`: aliases, and where compiled code comes from
packages.py     `package.json`: packages of a workspace and what they export
maps.py         source maps
images.py       `Dockerfile`
zappa.py        `zappa_settings.*`
interface.py    all of it, by the files of one scanned folder
"""

from stockade.readers.projects.interface import Projects

__all__ = ["Projects"]
