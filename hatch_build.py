"""The build hook: puts what is ready-made of the shipped files into the wheel: their syntax trees and their law."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MADE = {
    "make_ready.py": "govrules/syntax/ready_trees.py",
    "make_ready_laws.py": "govrules/law/ready_laws.py",
}


class ReadyMade(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter is for its plugins
    """Makes the modules of ready-made trees and laws for a wheel; an editable install parses and resolves instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the modules and have them included."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        self._folder = tempfile.TemporaryDirectory()
        for script, module in _MADE.items():
            command = [sys.executable, str(root / "grammar" / script)]
            made = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
            path = Path(self._folder.name) / Path(module).name
            path.write_text(made.stdout, encoding="utf-8")
            build_data["force_include"][str(path)] = module

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
