"""What the tree must be like: small modules, no loose ends, documents that tell the truth."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TOP_LEVEL = {
    *("app", "engine", "trainer", "assets", "tests", "benchmarks", "docs", ".ci"),
    *("pyproject.toml", "constraints.txt", "Makefile", "main.py", ".gitignore"),
    *("README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"),
}

MODULE_LINES = 400
FILE_BYTES = 32_000_000


@pytest.fixture(scope="module")
def tracked(repo_root: Path) -> list[Path]:
    """Every tracked file."""
    if not (repo_root / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the project")
    result = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repo_root, capture_output=True, text=True, check=True
    )
    paths = [repo_root / name for name in result.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def texts(tracked: list[Path]) -> dict[Path, str]:
    """Content of every tracked text file but this one, which has to name what it forbids."""
    found: dict[Path, str] = {}
    for path in tracked:
        content = path.read_bytes()
        if path != Path(__file__).resolve() and b"\0" not in content[:8192]:
            found[path] = content.decode("utf-8")
    return found


def matches(texts: dict[Path, str], pattern: str, root: Path) -> list[str]:
    expression = re.compile(pattern)
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if expression.search(line)
    ]


def test_top_level_is_as_agreed(tracked: list[Path], repo_root: Path) -> None:
    assert {path.relative_to(repo_root).parts[0] for path in tracked} <= TOP_LEVEL


def test_modules_stay_small(texts: dict[Path, str], repo_root: Path) -> None:
    lines = {p: t.count("\n") for p, t in texts.items() if p.suffix == ".py"}
    assert not {p.relative_to(repo_root): n for p, n in lines.items() if n > MODULE_LINES}


def test_no_loose_ends(texts: dict[Path, str], repo_root: Path) -> None:
    assert not matches(texts, r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b", repo_root)


def test_no_paths_of_a_machine(texts: dict[Path, str], repo_root: Path) -> None:
    assert not matches(texts, r"(?<![\w.~}])/(work|root|farm|home/\w+|Users/\w+)/", repo_root)


def test_no_file_is_too_heavy_for_a_clone(tracked: list[Path], repo_root: Path) -> None:
    sizes = {path.relative_to(repo_root): path.stat().st_size for path in tracked}
    assert not {path: size for path, size in sizes.items() if size > FILE_BYTES}


def test_links_in_the_documents_lead_somewhere(texts: dict[Path, str], repo_root: Path) -> None:
    broken = [
        f"{path.relative_to(repo_root)}: {target}"
        for path, text in texts.items()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert not broken


def test_documented_options_exist(
    texts: dict[Path, str], repo_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every `mien VERB --option` of the documents is one that the verb's help knows."""
    from app.cli import VERBS, main

    helps = {}
    for verb in VERBS:
        assert main([verb.name, "--help"]) == 0
        helps[verb.name] = capsys.readouterr().out
    unknown = [
        f"{path.relative_to(repo_root)}: mien {verb} {option}"
        for path, text in texts.items()
        if path.suffix == ".md"
        for verb, rest in re.findall(r"\bmien ([\w-]+)([^`\n]*)", text.replace("\\\n", " "))
        if verb in helps
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest)
        if option not in helps[verb]
    ]
    assert not unknown


def requirements(repo_root: Path) -> list[Requirement]:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["parquet"], *extras["train"], *extras["dev"]]
    return [r for r in map(Requirement, lines) if r.name != project["name"]]


def test_every_requirement_is_locked(repo_root: Path) -> None:
    lines = (repo_root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    locked = {canonicalize_name(p.name): Version(str(p.specifier).removeprefix("==")) for p in pins}
    assert all(version.local is None for version in locked.values())
    for wanted in requirements(repo_root):
        assert locked[canonicalize_name(wanted.name)] in wanted.specifier, wanted
