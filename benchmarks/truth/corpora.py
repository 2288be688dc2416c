"""Lays out the labelled applications, each repository at its commit; says which CDK assemblies are missing.

corpora.py DIR [MIRRORS]

DIR: where they go, outside every repository. MIRRORS: a folder of mirrors, OWNER+NAME/repo or OWNER/NAME.git;
what it lacks is cloned from GitHub. What is there already at its commit stays. Nothing of an application is
run: the `cdk.out` of a CDK application is made by who measures, in a copy of his own, and put beside its
`cdk.json`; it is compared here with the outline that was labelled. Exit status: 0 all there, 1 something
missing or different, 2 wrong use.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILES = ("serverless.json", "serverless-seen.json", "cdk.json")
GIT = shutil.which("git") or "git"
OWN_METADATA = "AWS::CDK::Metadata"


def truths() -> list[dict[str, Any]]:
    """The labelled files of this folder."""
    return [json.loads((HERE / name).read_text(encoding="utf-8")) for name in FILES]


def git(folder: Path, *arguments: str) -> str | None:
    """What git prints in `folder`, or None where it fails."""
    command = [GIT, "-c", "safe.directory=*", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def sources(repository: str, mirrors: Path | None) -> Iterator[str]:
    """Places to clone `OWNER/NAME` from, the mirrors first."""
    joined = repository.replace("/", "+")
    for name in (f"{joined}/repo", f"{joined}/repo/.git", f"{repository}.git") if mirrors else ():
        if mirrors and (mirrors / name / "HEAD").is_file():
            yield str(mirrors / name)
    yield f"https://github.com/{repository}.git"


def at_commit(folder: Path, commit: str) -> bool:
    """Whether `folder` is the top of a checkout of `commit`, never of a repository around it."""
    top = git(folder, "rev-parse", "--show-toplevel") if folder.is_dir() else None
    return top == str(folder.resolve()) and git(folder, "rev-parse", "HEAD") == commit


def check_out(folder: Path, commit: str) -> bool:
    """Fills a fresh clone with the files of `commit`; those that a mirror lacks stay away."""
    if git(folder, "cat-file", "-e", f"{commit}^{{commit}}") is None:
        git(folder, "fetch", "-q", "origin", commit)
    if git(folder, "update-ref", "--no-deref", "HEAD", commit) is None:
        return False
    if git(folder, "read-tree", commit) is None:
        return False
    git(folder, "checkout-index", "-a", "-f", "-q")
    return True


def lay_out(folder: Path, repository: str, commit: str, mirrors: Path | None) -> bool:
    """Brings one repository to its commit in `folder`; False where no source has it."""
    if at_commit(folder, commit):
        return True
    if folder.exists():
        print(f"{folder} is there and not at {commit}: left alone", file=sys.stderr)
        return False
    part = folder.with_name(folder.name + ".part")
    for source in sources(repository, mirrors):
        shutil.rmtree(part, ignore_errors=True)
        clone = git(folder.parent, "clone", "-q", "--no-checkout", source, str(part))
        if clone is not None and check_out(part, commit):
            part.rename(folder)
            return True
    shutil.rmtree(part, ignore_errors=True)
    print(f"missing: {repository} at {commit}", file=sys.stderr)
    return False


def outline(assembly: Path) -> str:
    """Digest over file name, logical id and type of each resource, the library's metadata left out."""
    rows = [
        f"{template.name} {name} {resource['Type']}"
        for template in assembly.glob("*.template.json")
        for name, resource in json.loads(template.read_text(encoding="utf-8")).get("Resources", {}).items()
        if resource["Type"] != OWN_METADATA
    ]
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def assembled(folder: Path, path: str, wanted: dict[str, Any]) -> bool:
    """Whether the application at `path` has the assembly that was labelled; says so where it has not."""
    assembly = folder / path / "cdk.out"
    if not assembly.is_dir():
        print(f"no cdk.out: {path} (aws-cdk-lib {wanted['library']})", file=sys.stderr)
        return False
    if outline(assembly) != wanted["outline"]:
        print(f"another cdk.out than the labelled one: {path}", file=sys.stderr)
        return False
    return True


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    mirrors = Path(arguments[1]).resolve() if arguments[1:] else None
    folder.mkdir(parents=True, exist_ok=True)
    complete = True
    for truth in truths():
        for name, origin in truth["corpora"].items():
            complete &= lay_out(folder / name, origin["github"], origin["commit"], mirrors)
        for path, wanted in truth.get("assemblies", {}).items():
            complete &= assembled(folder, path, wanted)
    return 0 if complete else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
