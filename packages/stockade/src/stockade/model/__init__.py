"""The model every part of Stockade speaks: frozen, without input or output.

program.py   the code of functions, the same for every language
code.py      `Code`: what the code of a function was found to do
behaviour.py the hosts, programs, paths, variables and statements of a function
gap.py       `Gap`: what was not understood, where and why
stack.py     `Stack`: canonical resources, what a reader makes
exposure.py  the words for who can send an event and what authenticates the sender
app.py       `App` and what it holds: functions, triggers, resources, roles, grants, flows
rights.py    what a role may do, with denials, conditions and a boundary reckoned in
"""

from stockade.model.access import Access, Answers, Let
from stockade.model.app import (
    App,
    Flow,
    Function,
    Grant,
    Provenance,
    Resource,
    ResourcePolicy,
    Role,
    Trigger,
)
from stockade.model.behaviour import Behaviour, Deed, DevelopersText, Statement
from stockade.model.code import Code, CodeFault, CodeFlow, CodeSecret, CodeStep
from stockade.model.exposure import Authentication, Exposure, widest
from stockade.model.gap import Gap
from stockade.model.rights import doubt, is_narrowed, left, may
from stockade.model.stack import Output, Parameter, Shorthand, Stack, StackResource

__all__ = [
    "Access",
    "Answers",
    "App",
    "Authentication",
    "Behaviour",
    "Code",
    "CodeFault",
    "CodeFlow",
    "CodeSecret",
    "CodeStep",
    "Deed",
    "DevelopersText",
    "Exposure",
    "Flow",
    "Function",
    "Gap",
    "Grant",
    "Let",
    "Output",
    "Parameter",
    "Provenance",
    "Resource",
    "ResourcePolicy",
    "Role",
    "Shorthand",
    "Stack",
    "StackResource",
    "Statement",
    "Trigger",
    "doubt",
    "is_narrowed",
    "left",
    "may",
    "widest",
]
