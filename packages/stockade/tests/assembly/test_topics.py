from collections.abc import Callable

from stockade.assembly import topics
from stockade.assembly.draft import Draft

DraftOf = Callable[[str], Draft]


TOPIC = """\
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Runtime: python3.13, Handler: a.b}}
  Jobs: {Type: AWS::SQS::Queue}
  More: {Type: AWS::SQS::Queue, Properties: {QueueName: more}}
  News:
    Type: AWS::SNS::Topic
    Properties:
      Subscription:
        - {Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}
        - {Protocol: lambda, Endpoint: !GetAtt Work.Arn}
  Sub:
    Type: AWS::SNS::Subscription
    Properties:
      Protocol: sqs
      TopicArn: !Ref News
      Endpoint: !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:more
  Mail:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: email, TopicArn: !Ref News, Endpoint: someone@example.com}
"""


def test_a_topic_forwards_to_queues_and_to_nothing_else(draft_of: DraftOf) -> None:
    found = topics.forwards(draft_of(TOPIC))
    assert {(origin, target) for origin, target, _ in found} == {("News", "Jobs"), ("News", "More")}


def test_a_topic_outside_the_stack(draft_of: DraftOf) -> None:
    found = topics.forwards(draft_of(TOPIC.replace("TopicArn: !Ref News", "TopicArn: !ImportValue x")))
    assert (None, "More") in {(origin, target) for origin, target, _ in found}
