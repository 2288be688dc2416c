"""The model every part of Stockade speaks: frozen, without input or output.

program.py   the code of functions, the same for every language
code.py      `Code`: what the code of a function was found to do
fix.py       `Fix`: the change of a source that takes a fault away
behaviour.py the hosts, programs, paths, variables and statements of a function
gap.py       `Gap`: what was not understood, where and why
stack.py     `Stack`: canonical resources, what a reader makes
exposure.py  the words for who can send an event and what authenticates the sender
app.py       `App` and what it holds: functions, triggers, resources, roles, grants, flows
shipping.py  what functions ship, and what is known against it
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
from stockade.model.fix import Edit, Fix
from stockade.model.gap import Gap
from stockade.model.rights import doubt, is_narrowed, left, may
from stockade.model.shipping import Component, Manifest, Part, Shipping, Vulnerability
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
    "Component",
    "Deed",
    "DevelopersText",
    "Edit",
    "Exposure",
    "Fix",
    "Flow",
    "Function",
    "Gap",
    "Grant",
    "Let",
    "Manifest",
    "Output",
    "Parameter",
    "Part",
    "Provenance",
    "Resource",
    "ResourcePolicy",
    "Role",
    "Shipping",
    "Shorthand",
    "Stack",
    "StackResource",
    "Statement",
    "Trigger",
    "Vulnerability",
    "doubt",
    "is_narrowed",
    "left",
    "may",
    "widest",
]
