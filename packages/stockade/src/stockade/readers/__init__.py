"""Readers: each turns its input into a `Stack`; none knows what a service means.

collection.py   pausing the garbage collector
files.py        opening files, never outside the root
discovery.py    which files of a folder are applications
interface.py    `read_all`: a path -> every stack below it, and what could not be read
cloudformation/ sam/   one folder a format
"""

from stockade.readers.interface import Readings, read_all

__all__ = ["Readings", "read_all"]
