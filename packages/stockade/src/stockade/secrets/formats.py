"""What providers give out, and how it looks. One line a format; the groups of a pattern are none.

A pattern begins at no letter or digit before it. `drawn` formats have a prefix that words have as well: what
follows must look random. Sources: the providers' documentation of their keys.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from stockade.secrets.randomness import looks_random
from stockade.secrets.secret import DEFAULT_CREDENTIAL, EXAMPLE, Secret


class Format(Struct, frozen=True):
    """A form of secrets: `kind` for programs, `words` for sentences, and its pattern."""

    kind: str
    words: str
    pattern: str
    drawn: bool = False


FORMATS = (
    Format("aws-access-key", "an access key of AWS", r"(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])"),
    Format("bedrock-key", "an API key of Amazon Bedrock", r"ABSK[A-Za-z0-9+/]{100,}=*"),
    Format(
        "private-key",
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[rn])*[\w+/]{4}[\s\S]*?"
        r"(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    ),
    Format("age-key", "a private key of age", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    Format("signed-token", "a signed token", r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    Format("github-token", "a token of GitHub", r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}"),
    Format("gitlab-token", "a token of GitLab", r"gl(?:pat|dt|ptt|rt|ft)-[\w-]{20,}"),
    Format(
        "stripe-key", "a key of Stripe", r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{16,}=*"
    ),
    Format("slack-token", "a token of Slack", r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{20,}"),
    Format(
        "slack-webhook", "a webhook of Slack", r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/]{16,}"
    ),
    Format(
        "discord-webhook", "a webhook of Discord", r"discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{40,}"
    ),
    Format("discord-token", "a token of Discord", r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}", drawn=True),
    Format(
        "teams-webhook", "a webhook of Teams", r"[\w-]{1,60}\.webhook\.office\.com/webhookb2/[\w@/-]{36,}"
    ),
    Format("telegram-token", "a token of Telegram", r"(?:bot)?\d{8,10}:AA[\w-]{32,34}(?![\w-])"),
    Format("anthropic-key", "a key of Anthropic", r"sk-ant-[\w-]{20,}"),
    Format("openai-key", "a key of OpenAI", r"sk-(?:proj-|svcacct-|admin-)?[\w-]{20,}", drawn=True),
    Format("google-key", "a key of Google", r"AIza[\w-]{35}|GOCSPX-[\w-]{24,}|ya29\.[\w-]{40,}"),
    Format("azure-secret", "a client secret of Azure", r"[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])"),
    Format("sendgrid-key", "a key of SendGrid", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    Format("twilio-key", "a key of Twilio", r"SK[0-9a-f]{32}(?![0-9a-f])"),
    Format("mailgun-key", "a key of Mailgun", r"key-[0-9a-f]{32}(?![0-9a-f])"),
    Format("mailchimp-key", "a key of Mailchimp", r"[0-9a-f]{32}-us\d{1,2}(?!\d)"),
    Format("npm-token", "a token of npm", r"npm_[A-Za-z0-9]{36}"),
    Format("pypi-token", "a token of PyPI", r"pypi-[\w-]{16,}", drawn=True),
    Format("rubygems-key", "a key of RubyGems", r"rubygems_[0-9a-f]{48}"),
    Format("docker-token", "a token of Docker", r"dckr_[a-z]{2,4}_[\w-]{20,}"),
    Format("terraform-token", "a token of Terraform", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
    Format("vault-token", "a token of Vault", r"hv[sbr]\.[\w-]{24,}"),
    Format("digitalocean-token", "a token of DigitalOcean", r"do[opr]_v1_[0-9a-f]{64}"),
    Format("databricks-token", "a token of Databricks", r"dapi[0-9a-f]{32}"),
    Format("huggingface-token", "a token of Hugging Face", r"hf_[A-Za-z]{34}"),
    Format("shopify-token", "a token of Shopify", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    Format("square-token", "a token of Square", r"sq0(?:atp|csp|idp)-[\w-]{22,}"),
    Format("newrelic-key", "a key of New Relic", r"NR(?:AK|RA|II)-[A-Za-z0-9]{27}"),
    Format("grafana-token", "a token of Grafana", r"gl(?:sa|c)_[A-Za-z0-9+/_]{32,}=*"),
    Format("sentry-token", "a token of Sentry", r"sntry[su]_[\w+/=-]{40,}"),
    Format("linear-key", "a key of Linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    Format("atlassian-token", "a token of Atlassian", r"ATATT3[\w=-]{60,}"),
    Format("postman-key", "a key of Postman", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    Format("planetscale-secret", "a secret of PlanetScale", r"pscale_(?:tkn|pw|oauth)_[\w-]{32,}"),
    Format("groq-key", "a key of Groq", r"gsk_[A-Za-z0-9]{40,}"),
    Format("xai-key", "a key of xAI", r"xai-[A-Za-z0-9]{60,}"),
    Format("perplexity-key", "a key of Perplexity", r"pplx-[A-Za-z0-9]{40,}"),
    Format("replicate-token", "a token of Replicate", r"r8_[A-Za-z0-9]{37}"),
    Format("notion-token", "a token of Notion", r"ntn_[A-Za-z0-9]{40,}"),
    Format("airtable-token", "a token of Airtable", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    Format("figma-token", "a token of Figma", r"figd_[\w-]{38,}"),
    Format("pulumi-token", "a token of Pulumi", r"pul-[0-9a-f]{40}"),
    Format("doppler-token", "a token of Doppler", r"dp\.(?:pt|st|ct|sa)\.[\w.-]{40,}"),
    Format("supabase-key", "a key of Supabase", r"sb(?:p|_secret)_[\w]{20,}"),
)
_WORDS = {one.kind: one.words for one in FORMATS} | {
    "aws-secret-key": "a secret key of AWS",
    "password": "a password",
    "basic-credentials": "a user's password",
    "bearer-token": "a token",
    DEFAULT_CREDENTIAL: "a password that is on every list",
}
_PATTERN = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?P<f{at}>{one.pattern})" for at, one in enumerate(FORMATS)) + ")"
)
_PUBLISHED = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]*EXAMPLE|(.)\1{15}|.*(?:[xX]{8}|[*]{4}|\.{3,}|(?i:your[-_ ]))", re.DOTALL
)
"""What documentation shows in place of a key, at the beginning of a match or anywhere in it."""


def words_for(kind: str) -> str:
    """Return a kind of secret as a sentence names it: `a token of GitHub`."""
    return _WORDS.get(kind, "a secret")


def by_form(written: str) -> Iterator[Secret]:
    """Yield what is a secret by its very form."""
    for match in _PATTERN.finditer(written):
        one = FORMATS[int((match.lastgroup or "f0")[1:])]
        found = match.group()
        if _PUBLISHED.match(found):
            yield Secret(EXAMPLE, match.start(), match.end(), "low")
        elif not one.drawn or looks_random(found):
            yield Secret(one.kind, match.start(), match.end(), "high")
