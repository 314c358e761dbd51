"""How the trainer's commands end: one line on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

from engine.errors import MienError

#: Exit codes; 130 is what shells expect of Ctrl-C.
FAILED = 1
INTERRUPTED = 130


def guarded(work: Callable[[], int]) -> int:
    """Run `work` and turn whatever it raises into one line on stderr and an exit code.

    MIEN_DEBUG=1 shows the traceback as well.
    """
    try:
        return work()
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # `mien ... | head`: nobody reads on, which is no mistake
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the process ends
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if os.environ.get("MIEN_DEBUG"):
            traceback.print_exception(error)
        if isinstance(error, MienError):
            tell(str(error))
        else:
            tell(f"internal error ({type(error).__name__}: {error}); MIEN_DEBUG=1 shows details")
        return FAILED


def tell(message: str) -> None:
    """Print one line on stderr."""
    print("mien: " + " ".join(message.split()), file=sys.stderr, flush=True)  # noqa: T201
