"""An acceptance that says no reason. `stockade.findings.accept` judges it: it needs the text of the files."""

from stockade.findings.accept import WITHOUT_REASON as RULE

__all__ = ["RULE"]
