"""Puts tests/ on the path, so that tests import the Python client and its protocol from anywhere below."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
