"""Stockade: one model of a serverless application, read, judged, proved, guarded and watched."""

__version__ = "0.1.0"
