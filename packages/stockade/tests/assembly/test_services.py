"""Irregular services: who starts the function, and what authenticates him."""

from collections.abc import Callable

import pytest

from stockade.model import App

AppOf = Callable[[str], App]

FN = "  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}\n"
BALANCER = """\
  Lb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: %s}}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Lb
      Port: 443
      DefaultActions: [%s{Type: forward, Order: 9, TargetGroupArn: !Ref Group}]
"""
URL = """\
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt Fn.Arn, AuthType: %s}}
"""
OPEN = """\
  Open:
    Type: AWS::Lambda::Permission
    Properties:
      {Action: lambda:InvokeFunctionUrl, FunctionName: !Ref Fn, Principal: '*', FunctionUrlAuthType: NONE}
"""
MAIL = """\
  Rule:
    Type: AWS::SES::ReceiptRule
    Properties: {RuleSetName: x, Rule: {Actions: [{%s}]}}
"""
BOX = """\
  Box:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]
"""
RULE = """\
  Rule:
    Type: AWS::Events::Rule
    Properties: {%s, Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}
"""
MACHINE = """\
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/x
      DefinitionSubstitutions: {Worker: !GetAtt Fn.Arn}
      DefinitionString: '{"StartAt":"All","States":{"All":{"Type":"Map",\
"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"${Worker}"}}}}}}}'
"""
CUSTOM = "  Seed: {Type: 'Custom::Seed', Properties: {ServiceToken: !GetAtt Fn.Arn}}\n"
COGNITO = "{Type: authenticate-cognito, Order: 1}, "


@pytest.mark.parametrize(
    ("resources", "source", "exposure", "authentication"),
    [
        (BALANCER % ("internet-facing", ""), "alb", "public", "none"),
        (BALANCER % ("internet-facing", COGNITO), "alb", "authenticated", "cognito"),
        (BALANCER % ("internal", ""), "alb", "account", "none"),
        (URL % "NONE" + OPEN, "lambda.url", "public", "none"),
        (URL % "AWS_IAM", "lambda.url", "account", "iam"),
        (MAIL % "LambdaAction: {FunctionArn: !GetAtt Fn.Arn}", "ses.receive", "public", "none"),
        (MAIL % "S3Action: {BucketName: !Ref Box}" + BOX, "s3.notification", "public", "none"),
        (RULE % "ScheduleExpression: rate(1 day)", "eventbridge.schedule", "operator", "service"),
        (RULE % "EventPattern: {source: [aws.ecr]}", "eventbridge.aws", "stored", "service"),
        (MACHINE, "stepfunctions", None, None),
        (CUSTOM, "cfn.custom", "operator", "iam"),
    ],
)
def test_a_service_starts_a_function(
    app_of: AppOf, resources: str, source: str, exposure: str | None, authentication: str | None
) -> None:
    app = app_of("Resources:\n" + FN + resources)
    found = next(trigger for trigger in app.triggers if trigger.event_source == source)
    assert found.function == "Fn"
    if exposure is not None:
        assert (found.exposure, found.authentication) == (exposure, authentication)
