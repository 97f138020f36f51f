"""The engine that checks use: indexes, functions made once for each norm, and timers, in place of looking again."""
