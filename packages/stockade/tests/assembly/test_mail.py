from collections.abc import Callable

from stockade.assembly import mail
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


RULE = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Inbox: {Type: AWS::S3::Bucket}
  News: {Type: AWS::SNS::Topic}
  Notices: {Type: AWS::SNS::Topic}
  Rule:
    Type: AWS::SES::ReceiptRule
    Properties:
      RuleSetName: x
      Rule:
        Enabled: true
        Actions:
          - S3Action: {BucketName: !Ref Inbox, TopicArn: !Ref Notices}
          - SNSAction: {TopicArn: !Ref News}
          - LambdaAction: {FunctionArn: !GetAtt Work.Arn}
          - BounceAction: {Message: !ImportValue x}
"""


def test_mail_starts_a_function_for_anybody(draft_of: DraftOf) -> None:
    draft = draft_of(RULE)
    mail.wire(draft)
    (found,) = draft.wired
    assert (found.function, found.event_source, found.origin) == ("Work", "ses.receive", "Rule")
    assert (found.exposure, found.authentication) == ("public", "none")


def test_where_mail_is_delivered(draft_of: DraftOf) -> None:
    assert mail.mailboxes(draft_of(RULE)) == {"Inbox": "Rule", "Notices": "Rule", "News": "Rule"}
