"""The command line: `mien VERB ...`; without a verb it opens the window.

Only the module of the verb that was asked for is imported, so that `mien --help` answers at once
and verbs without a window never load Qt.
"""

from __future__ import annotations

import argparse
import atexit
import difflib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from app.cli.report import FAILED, INTERRUPTED, USAGE, report, silence, tell


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: its name, what `--help` says, and the module that carries it."""

    name: str
    help: str
    module: str


VERBS: Final = (
    Verb("gui", "open the window (also without any verb)", "app.cli.gui"),
    Verb("analyze", "analyse videos and pictures, write tables", "app.cli.analyze"),
    Verb("demo", "run everything once on real faces that come along", "app.cli.demo"),
    Verb("train", "train a network on labelled faces", "app.cli.train"),
    Verb("evaluate", "measure a model on a labelled data set", "app.cli.evaluate"),
    Verb("export-project", "write tables of a project for other tools", "app.cli.export_project"),
    Verb(
        "import-project", "merge projects, bring in work of other tools", "app.cli.import_project"
    ),
    Verb("models", "list the models and check their files", "app.cli.models"),
    Verb("engine", "build, list and delete the engines for NVIDIA GPUs", "app.cli.engine"),
    Verb("export", "turn trained weights into a model folder", "app.cli.export"),
    Verb("benchmark", "measure what Mien costs on this machine", "app.cli.benchmark"),
    Verb("doctor", "show versions, cameras, backends and what is missing", "app.cli.doctor"),
)


#: After so many new objects Python looks for garbage among them: half as many come with modules.
_NEW_OBJECTS: Final = 100_000


class VerbModule(Protocol):
    """What the module of a verb offers."""

    def add_parser(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Add the verb's own parser."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the result is the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    argv: arguments without the program's name; None takes the process's own.
    Returns the exit code: 0 fine, 1 failed, 2 wrong usage, 130 interrupted. Never raises.
    """
    return guarded(lambda: _main(list(sys.argv[1:] if argv is None else argv)))


def guarded(work: Callable[[], int]) -> int:
    """Run `work` and turn whatever it raises into one line on stderr and an exit code."""
    try:
        return work()
    except SystemExit as exit_:  # argparse: --help, --version, wrong usage
        return exit_.code if isinstance(exit_.code, int) else FAILED
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # `mien ... | head`: nobody reads on, which is no mistake
        silence()
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last line of defence
        report(error)
        return FAILED


def _main(argv: list[str]) -> int:
    # NumPy's BLAS starts a thread per core when it is imported, and they spin between calls. Mien
    # has no matrices that are worth it; whoever sets the variable knows better.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    names = [verb.name for verb in VERBS]
    name = argv[0] if argv and not argv[0].startswith("-") else None
    asks = bool(argv) and argv[0] in {"-h", "--help", "--version"}
    if name not in names and not asks:
        if name is not None:
            _refuse_unknown(name, names)
        name, argv = "gui", ["gui", *argv]
    if name != "gui":
        # Python looks for cycles of garbage again and again while it loads modules, and at the end
        # among all it has loaded: an eighth of a second, in which it finds next to nothing.
        gc.set_threshold(_NEW_OBJECTS)
        atexit.register(gc.freeze)
    verb = next((verb for verb in VERBS if verb.name == name), None)
    module = cast("VerbModule", import_module(verb.module)) if verb else None
    args = _parser(verb, module).parse_args(argv)
    return module.run(args) if module else USAGE


def _parser(verb: Verb | None, module: VerbModule | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mien",
        description="Mien reads facial expressions from cameras, videos and pictures, "
        "and says how sure it is.",
        epilog="mien FILE opens the window with that video. "
        "mien VERB --help tells more of one command.",
        formatter_class=_VerbsInOneLine,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    subparsers = parser.add_subparsers(metavar="VERB", dest="verb")
    for each in VERBS:
        if module is not None and each is verb:
            module.add_parser(subparsers)
        else:
            subparsers.add_parser(each.name, help=each.help)
    return parser


class _VerbsInOneLine(argparse.HelpFormatter):
    """Room for the longest verb: argparse forgets that verbs are indented further than options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26)
        self._action_max_length = max(len(verb.name) for verb in VERBS) + 4


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from engine import __version__

        print(f"mien {__version__}")
        parser.exit()


def _refuse_unknown(word: str, names: Sequence[str]) -> None:
    """A first word that is neither a verb nor looks like a file is a slip of the pen."""
    path = Path(word)
    if path.exists() or path.suffix or len(path.parts) > 1:
        return
    near = difflib.get_close_matches(word, names, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "mien --help lists the commands"
    tell(f"there is no command and no file '{word}'; {hint}")
    raise SystemExit(USAGE)
