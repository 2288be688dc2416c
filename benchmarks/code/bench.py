"""What the analysis of code costs: on a folder of applications, and as functions grow.

    python benchmarks/code/bench.py FOLDER [--growth]

Prints CPU seconds of this process for reading and assembly, for the analysis, and the peak of memory; with
`--growth` the CPU of the whole command for generated functions of more and more lines.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stockade.config import Config
from stockade.pipeline import map_surface, with_code

LINES = (1_250, 2_500, 5_000, 10_000, 20_000)
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.handler
      CodeUri: src
      Events: {A: {Type: Api, Properties: {Path: /x, Method: get}}}
"""


def chain(lines: int) -> str:
    count = lines // 3
    calls = "".join(f"def f{i}(x):\n    y = x + 'a'\n    return f{i + 1}(y)\n" for i in range(count))
    last = f"def f{count}(x):\n    os.system(x)\ndef handler(event, context):\n    f0(event['body'])\n"
    return f"import os\n{calls}{last}"


def row(lines: int) -> str:
    functions = "".join(f"def f{i}(x):\n    return x + 'a'\n" for i in range(lines // 3))
    calls = "".join(f"    x = f{i}(x)\n" for i in range(lines // 3))
    handler = f"def handler(event, context):\n    x = event['body']\n{calls}    os.system(x)\n"
    return f"import os\n{functions}{handler}"


def branches(lines: int) -> str:
    tests = "".join(
        f"    v{i} = x + str({i})\n    if v{i} == 'q':\n        x = v{i}\n" for i in range(lines // 3)
    )
    return f"import os\ndef handler(event, context):\n    x = event['body']\n{tests}    os.system(x)\n"


SHAPES = {"calls in a chain": chain, "calls one after another": row, "branches one after another": branches}


def seconds(source: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "src").mkdir()
        (folder / "template.yaml").write_text(TEMPLATE)
        (folder / "src" / "a.py").write_text(source)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [sys.executable, "-m", "stockade", "scan", str(folder), "--format", "json", "--quiet"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--growth", action="store_true")
    arguments = parser.parse_args()
    config, start = Config(), time.process_time()
    surface = map_surface(arguments.folder, config)
    read = time.process_time()
    analysed = with_code(surface, arguments.folder, config)
    done = time.process_time()
    functions = sum(len(app.code) for app in analysed.apps)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{functions} functions: reading and assembly {read - start:.2f} s, "
        f"analysis {done - read:.2f} s, {memory} MB"
    )
    for name, shape in SHAPES.items() if arguments.growth else ():
        print(name, *(f"{lines:,}: {seconds(shape(lines)):.2f} s" for lines in LINES), sep="  ")


if __name__ == "__main__":
    main()
