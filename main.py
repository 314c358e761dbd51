"""Start Mien: `python main.py` is the same as the console script `mien`."""

import sys

from app.cli import main

if __name__ == "__main__":
    sys.exit(main())
