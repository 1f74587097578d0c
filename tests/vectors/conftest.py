"""Puts tests/vectors/ on the path for the operations and the makers."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
