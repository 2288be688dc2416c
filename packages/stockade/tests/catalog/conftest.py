"""Fixtures of the catalog's tests: its folder, and public packages that are read as data, never shipped."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]

_TRIES = 2


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stockade" / "tests"


def _pip(*arguments: str) -> None:
    """Run pip; a machine that could install our own dependencies can do this too, so failure is failure."""
    command = [
        sys.executable,
        "-m",
        "pip",
        *arguments,
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    for _ in range(_TRIES):
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode == 0:
            return
    lines = done.stderr.strip().splitlines()
    pytest.fail(f"pip {arguments[0]} failed: {lines[-1] if lines else done.returncode}")


@pytest.fixture(scope="session")
def catalog_root() -> Path:
    return ROOT / "catalog"


@pytest.fixture(scope="session")
def wheel() -> Callable[[str], Path]:
    """Give the wheel of `name==version`, downloaded once into a cache outside the repository."""

    def fetch(requirement: str) -> Path:
        folder = _cache() / "wheels"
        name, _, version = requirement.partition("==")
        pattern = f"{name.replace('-', '_')}-{version}-*.whl"
        if not list(folder.glob(pattern)):
            _pip("download", requirement, "--no-deps", "--dest", str(folder))
        return next(folder.glob(pattern))

    return fetch


@pytest.fixture(scope="session")
def installed() -> Callable[[str, tuple[str, ...]], Path]:
    """Give a folder into which `requirements` are installed, in the cache, apart from our environment."""

    def install(name: str, requirements: tuple[str, ...]) -> Path:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        folder = _cache() / f"{name}-py{version}"
        done = folder / ".complete"
        if not done.exists():
            _pip("install", "--target", str(folder), "--upgrade", *requirements)
            done.touch()
        return folder

    return install
