"""Acceptances that do not count: judged by `stockade.findings.accept`, documented and tested here."""
