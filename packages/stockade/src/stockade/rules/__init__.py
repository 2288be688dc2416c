"""The rules. A rule is two files and no registration.

`rules/SUBJECT/fault_name.py` holds metadata and one generator function, at most 80 lines:

    from collections.abc import Iterator

    from stockade.model import App, Resource
    from stockade.rules import Report, Rule
    from stockade.values import Unknown, get, number

    RULE = Rule(
        id="visibility-timeout-too-short",          # the file's name with dashes: the fault, never a number
        title="A message can be delivered again while it is still being handled",
        severity="medium",
        remediation="Set VisibilityTimeout to at least six times the function's timeout.",
        cwe=("CWE-405",),
        resource_types=("AWS::SQS::Queue",),        # optional, for rules about resources
    )


    def check(queue: Resource, app: App) -> Iterator[Report]:
        timeout = get(queue.properties, "VisibilityTimeout")
        if isinstance(timeout, Unknown):
            yield RULE.at(queue, f"the timeout is not known: {timeout.reason}", kind="open")
        ...
            yield RULE.at(queue, "Messages stay hidden for 30 s, but Worker may run for 300 s.",
                          location=timeout.at, function="Worker")

The type of the first parameter (`App`, `Function`, `Trigger`, `Resource` or `Role`) picks what `check` is
called with, once for each of them in the application; the second is the `App`. A third parameter of type
`stockade.config.Config` is given `stockade.toml` (routes public on purpose, trusted accounts). Folders by
subject (`authentication`, `permissions`, `storage`, ...) have an `__init__.py` with one line of docstring.

What a rule keeps to:

- It looks at the model, never at a format, and decides policies by `stockade.iam` alone.
- A value that decides and is not known, or an answer that lies in code: `kind="open"`. Never a guess, never
  silence.
- One report per cause. A fault of a default or a shared role is reported once, on its cause; everything else
  it affects goes to `touches=(ids)`.
- `message`: one or two sentences, why it matters *here*, with the names of this application. Never the value
  of a secret. `remediation`: what to do, as an order. The rule's own is used where a report gives none.
- `severity` is the rule's. The engine raises it one step where a public entry point reaches the subject and
  lowers it one step where nobody outside does; a rule that reckons this in itself says `severity_fixed=True`.
  `RULE.at(..., severity="low")` gives another one for this subject.
- Two reports on one subject differ in `discriminator="..."` (a name, never a line), or one is dropped.
- `location=` takes the `.at` of the value at fault: the line people must change.
- Rules never import one another, and do no input or output.
- An exception in a rule is a gap in the report: let it happen rather than hide it.

`rules/SUBJECT/fault_name.md` beside it is its documentation, the text of `stockade explain`, **and its
tests**:

    # Title
    ## What it finds      ## Why it matters      ## Attack      ## Remediation      ## References

and examples, anywhere on the page: fenced blocks whose info string holds `flagged`, `clean` or `unknown`.

    ```yaml flagged file=template.yaml
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Jobs:  # finding: visibility-timeout-too-short
        Type: AWS::SQS::Queue
    ```

Every line that must be flagged carries `# finding: rule-id`, every line that must be reported as open
`# open: rule-id`; nothing else may be reported *by this rule*. The name of the file is `template.yaml`
where none is given. Further blocks that have only `file=NAME` belong to the example before them (code,
`stockade.toml`). A block without any of these words is an illustration. Each page needs a flagged, a clean
and an unknown example, and examples in SAM and in CloudFormation; `tests/rules/test_pages.py` runs them
all. Run one rule's with `pytest packages/stockade/tests/rules -k rule-id`.

registry.py   finding and loading rules
engine.py     asking every rule about every subject; severity by reach
reach.py      who can get to what
page.py       reading a rule's page
"""

from stockade.findings import (
    Declared,
    Evidence,
    Exploited,
    Granted,
    Observed,
    Report,
    Rule,
    Severity,
    Subject,
    Traced,
)

__all__ = [
    "Declared",
    "Evidence",
    "Exploited",
    "Granted",
    "Observed",
    "Report",
    "Rule",
    "Severity",
    "Subject",
    "Traced",
]
