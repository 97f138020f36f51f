"""The build hook: puts what is ready-made of the shipped files into the wheel: their syntax trees and their law."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MADE = {
    "make_ready.py": "govrules/syntax/ready_trees",
    "make_ready_laws.py": "govrules/law/ready_laws",
}


class ReadyMade(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter is for its plugins
    """Makes the packages of ready-made trees and laws for a wheel; an editable install parses and resolves instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the packages and have them included."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        self._folder = tempfile.TemporaryDirectory()
        for script, package in _MADE.items():
            folder = Path(self._folder.name) / Path(package).name
            subprocess.run([sys.executable, str(root / "grammar" / script), str(folder)], check=True)
            for path in sorted(folder.glob("*.py")):
                build_data["force_include"][str(path)] = f"{package}/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
