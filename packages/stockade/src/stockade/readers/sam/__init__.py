"""SAM templates: the official transform, offline, with the locations of the original.

translator.py  the adapter to aws-sam-translator, imported only when a SAM template is seen
prepare.py     what the transform must not see (local paths), kept beside
names.py       names of events as the transform wants them
parts.py       which part of a template a refusal means
transforming.py   the transform, asked again without what it refuses
locate.py      what it made, tied back to the lines that were written
fallback.py events.py   an own reading of what it refuses
reader.py      a template -> `Stack`
"""

from stockade.readers.sam.reader import is_sam, read_sam

__all__ = ["is_sam", "read_sam"]
