"""Code that is written in a template: a finding points to the line it stands on, however it is written."""

from pathlib import Path

import pytest

from stockade.analysis import inline
from stockade.config import Config
from stockade.pipeline import Selection, map_surface, with_code
from stockade.values import Concat, Lit, Unknown

_SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      InlineCode: |
        import os
        def handler(event, context):
          os.system("ls")
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Events: {Api: {Type: Api, Properties: {Path: /, Method: post}}}
      InlineCode: """
_PLAIN = """\
Resources:
  Url: {Type: "AWS::Lambda::Url", Properties: {AuthType: NONE, TargetFunctionArn: !GetAtt Orders.Arn}}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Code:
        ZipFile: """
_JSON = """\
{"Resources": {"Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE",
  "TargetFunctionArn": {"Fn::GetAtt": ["Orders", "Arn"]}}},
 "Orders": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python3.12",
  "Handler": "index.handler",
  "Code": {"ZipFile": %s}}}}}
"""
WRITTEN = {
    "block": """|
          import os
          def handler(event, context):

              x = 1
              x = 1
              os.system(event["body"])
""",
    "block with a comment and a mark": """|-  # the code
          import os
          def handler(event, context):
              os.system(event["body"])
""",
    "folded": """>

          import os

          def handler(event, context):

              os.system(event["body"])
""",
    "string of one line": """"import os\\ndef handler(event, context):\\n    os.system(event['body'])"
""",
    "string below its key": """
          "import os\\ndef handler(event, context):\\n    os.system(event['body'])"
""",
    "string of several lines": """"import os\\n\\
          def handler(event, context):\\n\\
          \\    x = 1\\n\\
          \\    os.system(event['body'])"
""",
    "Sub": """!Sub |
          import os
          REGION = "${AWS::Region}"
          def handler(event, context):
              os.system(event["body"])
""",
    "Sub with a map": """
          Fn::Sub:
            - |
              import os
              NAME = "${Name}"
              def handler(event, context):
                  os.system(event["body"])
            - {Name: !Ref AWS::StackName}
""",
    "Join": """!Join
          - "\\n"
          - - import os
            - !Sub 'REGION = "${AWS::Region}"'
            - 'def handler(event, context):'
            - "    os.system(event['body'])"
""",
}
OF_JSON = {
    "string": '"import os\\ndef handler(event, context):\\n    os.system(event[\\"body\\"])"',
    "Join": '{"Fn::Join": ["\\n", [\n"import os",\n"def handler(event, context):",\n'
    '"    os.system(event[\\"body\\"])"\n]]}',
}
TEMPLATES = {
    **{f"{name}, SAM": _SAM + text for name, text in WRITTEN.items()},
    **{f"{name}, plain": _PLAIN + text for name, text in WRITTEN.items()},
    **{f"{name}, JSON": _JSON % text for name, text in OF_JSON.items()},
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_finding_points_to_its_line(name: str, tmp_path: Path) -> None:
    template = TEMPLATES[name]
    (tmp_path / "template.yaml").write_text(template)
    surface = with_code(map_surface(tmp_path, Config(), Selection(allow_empty=True)), tmp_path, Config())
    found = [
        flow.location.line
        for app in surface.apps
        for one in app.code.values()
        for flow in one.flows
        if flow.rule == "command-injection"
    ]
    assert found == [n for n, line in enumerate(template.splitlines(), 1) if "os.system(event" in line]


def test_code_that_is_not_known_is_none() -> None:
    assert inline.written(Unknown("computed")) is None
    assert inline.written(Concat((Unknown("computed"),))) is None
    assert inline.written(Lit(1)) is None


def test_what_is_only_known_at_deployment_is_a_name() -> None:
    code = inline.written(Concat((Lit("x = "), Unknown("computed"))))
    assert code is not None
    assert inline.filled(code) == "x = _"


def test_lines_that_are_not_there_are_near() -> None:
    assert inline.lines_of("a\nb\nc", "", 1) == [1, 2, 3]
    assert inline.lines_of("a\nb", "Orders:\n  ZipFile: |\n    a\n    x", 1) == [3, 4]
