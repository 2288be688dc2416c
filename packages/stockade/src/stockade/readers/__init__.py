"""Readers: each turns its input into a `Stack`; none knows what a service means.

collection.py   pausing the garbage collector
files.py        opening files, never outside the root
discovery.py    which files and folders may be applications; `ignored.py`: what `.gitignore` leaves out
opening.py      one of them into stacks
parallel.py     many of them, over several processes; `kept.py`: what is known from the last time
joining/        stacks that belong together
building.py     raw template parts, for readers that write what a tool would make
naming.py       names of applications
interface.py    `read_all`: a path -> every stack below it, and what could not be read
cloudformation/ sam/ serverless/ cdk/ chalice/   one folder a format
"""

from stockade.readers.interface import Readings, read_all

__all__ = ["Readings", "read_all"]
