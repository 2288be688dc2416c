"""JSONPath as state machines and event rules write it: paths, intrinsic functions; lowered, never run."""

from stockade.languages.jsonpath.reading import read_path, reference_steps

__all__ = ["read_path", "reference_steps"]
