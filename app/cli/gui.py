"""`mien gui`: open the window."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `gui`."""
    parser = subparsers.add_parser("gui", help="open the window (also without any verb)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("video", nargs="?", type=Path, metavar="FILE", help="video to open at once")
    what.add_argument("--camera", metavar="NAME", help="camera to start at once, by name or number")
    what.add_argument("--demo", action="store_true", help="play the demo clip as a camera")


def run(args: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    from app.gui.bootstrap import GuiArgs, run_gui

    return run_gui(GuiArgs(video=args.video, camera=args.camera, demo=args.demo))
