"""State machines read as programs, and what is delivered to them: asked for by a scan alone, never by a map.

definition.py   a definition to the states of the model
payloads.py     payload templates of both query languages to expressions
tasks.py        what a task calls
places.py       the lines of a definition that is written as text
transforming.py input transformers of rules and pipes to expressions
requests.py     what an API hands to `StartExecution`
deliveries.py   who hands events to state machines, and to functions in another shape
interface.py    all of an application
"""

from stockade.assembly.workflows.interface import with_workflows

__all__ = ["with_workflows"]
