"""The policy language over symbolic values: documents, patterns, conditions, decisions.

    documents.py    policies, statements, principals, conditions with their places
    parsing.py      reading them from symbolic values
    permission.py   permissions of functions as statements
    segments.py     a symbolic text as characters, wildcards and holes
    globs.py        literal patterns against literal texts
    automaton.py    patterns with holes: what surely, what possibly matches
    patterns.py     three-valued matching of texts and patterns
    context.py      what is known of the keys a request carries
    operators.py    the operators of conditions
    conditions.py   whether the conditions of a statement hold
    requests.py     who asks for what; outsiders, strangers, services, own roles
    principals.py   whether a statement names the sender
    judging.py      what one set of policies says to a request
    evaluate.py     the decision, with its statements and reasons
    exposure.py     who is let in by the policies of a resource
    strength.py     how much statements grant

Pure: no input, no output. No type of a resource is known here: callers write references as ARNs first.
"""

from stockade.iam.conditions import hold, holds
from stockade.iam.context import (
    ABSENT_KEY,
    CHOSEN,
    FOREIGN,
    INTERNET,
    OPEN,
    Absent,
    Chosen,
    Context,
    Fact,
    Foreign,
    Internet,
    Known,
    Open,
    context,
    known,
)
from stockade.iam.documents import (
    Condition,
    Effect,
    Policies,
    PolicyDocument,
    Principal,
    PrincipalKind,
    Problem,
    Qualifier,
    Statement,
)
from stockade.iam.evaluate import Decision, Outcome, evaluate
from stockade.iam.exposure import Reach, ServiceReach, reach
from stockade.iam.judging import acts, applies, cited
from stockade.iam.parsing import parse
from stockade.iam.patterns import covers, equals, matches, overlaps
from stockade.iam.permission import function_permission
from stockade.iam.requests import (
    Anyone,
    Federated,
    ForeignAccount,
    Request,
    RoleOf,
    Sender,
    Service,
    foreign_account,
    outsider,
    own,
    service,
)
from stockade.iam.strength import is_admin, is_wildcard, service_wildcards, wildcard_resource

__all__ = [
    "ABSENT_KEY",
    "CHOSEN",
    "FOREIGN",
    "INTERNET",
    "OPEN",
    "Absent",
    "Anyone",
    "Chosen",
    "Condition",
    "Context",
    "Decision",
    "Effect",
    "Fact",
    "Federated",
    "Foreign",
    "ForeignAccount",
    "Internet",
    "Known",
    "Open",
    "Outcome",
    "Policies",
    "PolicyDocument",
    "Principal",
    "PrincipalKind",
    "Problem",
    "Qualifier",
    "Reach",
    "Request",
    "RoleOf",
    "Sender",
    "Service",
    "ServiceReach",
    "Statement",
    "acts",
    "applies",
    "cited",
    "context",
    "covers",
    "equals",
    "evaluate",
    "foreign_account",
    "function_permission",
    "hold",
    "holds",
    "is_admin",
    "is_wildcard",
    "known",
    "matches",
    "outsider",
    "overlaps",
    "own",
    "parse",
    "reach",
    "service",
    "service_wildcards",
    "wildcard_resource",
]
