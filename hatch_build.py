"""The build hook: puts the ready-made syntax trees of the shipped files into the wheel."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReadyTrees(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter is for its plugins
    """Makes `govrules/syntax/ready_trees.py` for a wheel; an editable install parses instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the module and have it included."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        made = subprocess.run(
            [sys.executable, str(root / "grammar" / "make_ready.py")], check=True, capture_output=True, encoding="utf-8"
        )
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "ready_trees.py"
        path.write_text(made.stdout, encoding="utf-8")
        build_data["force_include"][str(path)] = "govrules/syntax/ready_trees.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
