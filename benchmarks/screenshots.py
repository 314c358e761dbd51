"""Takes a picture of each page in every theme, with real faces: `python -m benchmarks.screenshots OUT`.

Needs a display (`xvfb-run -a python -m benchmarks.screenshots OUT`). The live page shows the demo
clip through the whole pipeline, the video page the same clip analysed and labelled, and the pages
of fine-tuning a model that really learns from these labels.
"""  # noqa: E501 - the command belongs on one line

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtGui import QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from app.gui import qt_env, theme
from app.gui.bootstrap import GuiArgs, build, make_application
from app.gui.language import Language
from app.gui.services import Services, demo_clip
from app.gui.settings import Settings
from app.gui.theme import ThemeChoice
from benchmarks.scenes import SCENES, Scene, wait

SIZE = (1280, 800)
THEMES = ("light", "dark", "contrast")

#: A report is printed: it looks the same in every theme.
_PRINTED = ("report",)


def main() -> int:
    """Make the pictures and print their paths."""
    names = tuple(name for shots in SCENES.values() for name in shots)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures, or one file, WebP or PNG")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--page", choices=names, action="append")
    parser.add_argument("--seconds", type=float, default=24.0, help="how long the live page runs")
    parser.add_argument("--language", choices=tuple(Language), default=Language.ENGLISH)
    parser.add_argument("--size", type=int, nargs=2, default=SIZE)
    parser.add_argument("--text", type=float, default=1.0, help="times the system's size of text")
    args = parser.parse_args()
    folder = args.out.parent if args.out.suffix else args.out
    folder.mkdir(parents=True, exist_ok=True)
    qt_env.scrub()
    if args.text != 1.0:
        _enlarge(args.text)
    app = make_application(sys.argv[:1], Language(args.language))
    for scene, shots in SCENES.items():
        wanted = [name for name in shots if name in (args.page or names)]
        if wanted:
            shoot(app, scene, wanted, args)
    return 0


def shoot(app: QApplication, scene: Scene, wanted: Sequence[str], args: argparse.Namespace) -> None:
    """Open a fresh window, lead it through a scene, and save what it looks like in each theme."""
    themes = args.theme or THEMES
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_DATA_HOME"] = str(folder / "data")  # models that are made are nobody's
        settings = Settings(QSettings(str(folder / "mien.ini"), QSettings.Format.IniFormat))
        settings.recordings = folder / "recordings"
        settings.annotator = "Ada"
        settings.add_recent(demo_clip())
        theme.apply(app, ThemeChoice(themes[0]))
        window = build(GuiArgs(), settings, Services(list_cameras=lambda: ()))
        window.resize(*args.size)
        window.show()
        wait(app, 0.3)
        left = set(wanted)
        for page, shown in scene(app, window, args.seconds):
            for look in themes if page in left else ():
                theme.apply(app, ThemeChoice(look))
                wait(app, 0.4)
                single = bool(args.out.suffix)
                path = args.out if single else args.out / f"{page}-{look}.webp"
                _save(shown.grab().toImage(), path)
                print(path, flush=True)
                if page in _PRINTED:
                    break
            theme.apply(app, ThemeChoice(themes[0]))
            left.discard(page)
            if not left:
                break
        window.close()
        wait(app, 0.1)


def _save(picture: QImage, path: Path) -> None:
    """As WebP, which keeps all colours and a third of the bytes, or as PNG by the suffix."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    size, line = (picture.width(), picture.height()), picture.bytesPerLine()
    pixels = Image.frombuffer("RGB", size, bytes(picture.constBits()), "raw", "RGB", line, 1)
    pixels.save(path, quality=88, method=6)


def _enlarge(times: float) -> None:
    """Have the system's text so many times as large, as people set it who see less well."""
    original = QFontDatabase.systemFont

    def larger(kind: QFontDatabase.SystemFont) -> QFont:
        found = original(kind)
        found.setPointSizeF(max(found.pointSizeF(), 10.0) * times)
        return found

    QFontDatabase.systemFont = larger  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())
