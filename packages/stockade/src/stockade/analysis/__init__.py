"""The analysis of code: what an event's fields reach. Works on `App` and `Program`, never on a format.

A handler is run on abstract values, from the event that its triggers send, through all that it calls; what
each value may be, and whose data it holds, is known at every call.

interface.py    `refine`: an application with the facts of its code
files.py        what is given of a scanned folder
remembering.py  runs that need not be made again
runs.py         one run of a handler, and the plain facts of it
joining.py      what one function writes and another reads, or is started with
handlers.py     where the code of a function is
unclaimed.py    handlers that no template names, by their shape
package.py      what an import means in it
taint.py        whose data, and the way it came
sources.py      an event's fields as a tree
values.py       abstract values
weaving.py      texts put together of values
frames.py       variables, functions and classes as values
core.py         what the parts of the engine share
machine.py      one run
own_machine.py  one run with people's own catalog: what it says of functions of the program
own_functions.py  which function of the program a name means
evaluating.py   expressions
loading.py      entries and attributes
executing.py    statements
calling.py      calls of functions of the program
library.py      calls of anything else, by the catalog
builtin/        methods of texts, lists, objects and promises
arguments.py    what a call was given
refining.py     guards: what a test tells
regexes.py      what a regular expression lets through
sinking.py      when a value makes a sink dangerous
stores.py       how code names a store, and which resource that is
frameworks/     routes and requests of web frameworks, resolvers, data classes
inline.py       code that is written in a template
copies.py       copies of known libraries
prototypes.py   classes as JavaScript wrote them before it had them
results.py      what a run found
behaviour.py    what a run does: hosts, programs, paths, the environment, statements
authenticity.py whom the code believes: tokens, and what senders say of themselves
tokens.py       calls that decode, verify or use a token
identifying.py  the names of who somebody is and what he may do
subjects.py     whose data is asked for, where the sender is known
records.py      whose record a call to a store reads or changes
rows.py         the same of statements of SQL and of object mappers
placing.py      where a fault is
branches.py     what the sides of a branch do
refusals.py     refusals that the function goes on behind
admitting.py    what an authorizer answers
embedded.py     code inside templates: `refine_embedded`
sourcing.py     its text: written in the template, or in a file
telling.py      what a run of it found
walking.py      along what a template writes
contexts.py     what the platform hands to it
written.py      where in a written text somebody's data stands
judging.py      whether that changes what the text does
shifting.py     where its lines are in the file that holds it
"""

from stockade.analysis.embedded import Parsers, refine_embedded
from stockade.analysis.files import Files, Unread
from stockade.analysis.interface import by_shape, refine
from stockade.analysis.remembering import Memory
from stockade.analysis.unclaimed import home, homes

__all__ = ["Files", "Memory", "Parsers", "Unread", "by_shape", "home", "homes", "refine", "refine_embedded"]
