"""An acceptance that has ended. `stockade.findings.accept` judges it: it needs the day."""

from stockade.findings.accept import EXPIRED as RULE

__all__ = ["RULE"]
