"""Where a finding points to: the entry that a call is given, and who hands a finished text on."""

KNOWN: dict[str, str] = {}

PYTHON = {
    "entry of a keyword argument": """
        import boto3
        client = boto3.client("ses")
        ---
        client.send_email(
            Source="shop@a.example",
            Destination={"ToAddresses": ["people@a.example"]},
            Message={
                "Subject": {"Data": "Your order"},
                "Body": {
                    "Html": {"Data": f"<p>{q}</p>"},  # bad: cross-site-scripting
                },
            },
        )
        client.send_email(
            Source="shop@a.example",
            Message={
                "Body": {
                    "Html": {"Data": "<p>It is on its way.</p>"},  # good: cross-site-scripting
                    "Text": {"Data": q},
                },
            },
        )
    """,
}
JAVASCRIPT = {
    "entry of an object over several lines": """
        const nodemailer = require('nodemailer');
        const mailer = nodemailer.createTransport({});
        ---
        await mailer.sendMail({
          from: 'shop@a.example',
          to: 'people@a.example',
          subject: 'Your order',
          text: 'It is on its way.',
          html: body.letter, // bad: cross-site-scripting
        });
        await mailer.sendMail({
          html: '<p>It is on its way.</p>', // good: cross-site-scripting
          text: body.letter,
        });
    """,
    "entry deep in a command": """
        const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');
        const client = new SESClient({});
        ---
        await client.send(new SendEmailCommand({
          Source: 'shop@a.example',
          Message: {
            Subject: { Data: 'Your order' },
            Body: {
              Html: {
                Data: `<p>${q}</p>`, // bad: cross-site-scripting
              },
            },
          },
        }));
    """,
    "object that is written elsewhere": """
        const nodemailer = require('nodemailer');
        const mailer = nodemailer.createTransport({});
        ---
        const letter = {
          to: 'people@a.example',
          html: q, // bad: cross-site-scripting
        };
        await mailer.sendMail(letter);
        await mailer.sendMail({
          to: 'people@a.example',
          ...letter,
        });
    """,
    "page that a shared helper answers with": """
        const page = (html) => ({
          statusCode: 200,
          headers: { 'Content-Type': 'text/html' },
          body: html,
        });
        const escaped = (text) => text.replace(/[<>&"']/g, '');
        ---
        if (q.length > 3) return page(`<p>${q}</p>`); // bad: cross-site-scripting
        return page(`<p>${escaped(q)}</p>`);
    """,
    "page that a helper makes itself": """
        const page = (name) => ({
          statusCode: 200,
          headers: { 'Content-Type': 'text/html' },
          body: `<p>${name}</p>`, // bad: cross-site-scripting
        });
        ---
        return page(q);
    """,
}


def test_lines(found: frozenset[object], wanted: frozenset[object]) -> None:
    assert found == wanted
