"""State machines on abstract values: what their states make of an event, and whom they hand it to.

documents.py    abstract documents: places in them, what is put there
expressions.py  evaluates the expressions of `model/workflow.py`
functions.py    intrinsic functions and JSONata's
sinks.py        where text of a sender changes what a task does
walking.py      one machine, from its start to its ends
events.py       an abstract event as plain data: hashable, comparable, without the engine's objects
carrying.py     an application: what every function and machine gets, round after round
interface.py    what the analysis of an application asks
"""

from stockade.analysis.workflows.events import Event
from stockade.analysis.workflows.interface import Carrying

__all__ = ["Carrying", "Event"]
