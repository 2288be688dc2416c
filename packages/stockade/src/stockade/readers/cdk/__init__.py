"""CDK: the cloud assembly that `cdk synth` leaves in `cdk.out`. Nothing is synthesised here.

assembly.py     `manifest.json`: the stacks of an assembly and of those nested in it
identifiers.py  logical ids from construct paths, as the framework computes them
tree.py         `tree.json`: construct paths; and a template made of it where there is none
assets.py       staged code back to the folder it was copied from
reader.py       all of it into stacks
"""

from stockade.readers.cdk.reader import OUTPUT, PROJECT, read_cdk, unsynthesised, with_code

__all__ = ["OUTPUT", "PROJECT", "read_cdk", "unsynthesised", "with_code"]
