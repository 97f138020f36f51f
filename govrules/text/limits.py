"""Limits on what one check accepts, so that hostile or mistaken input ends in a diagnostic, never in a hang.

Each limit is the largest value that still passes.
"""

from __future__ import annotations

RULE_FILE_BYTES = 1024 * 1024
TIMELINE_BYTES = 16 * 1024 * 1024
NESTING = 64
DIGITS = 100
CALCULATED_DIGITS = 4_000
"""Of a figure that a law calculates; Python shows at most 4,300."""
RULES = 10_000
EVENTS = 100_000
STEPS = 10_000_000
EVENTS_IN_ONE_MOMENT = 1_000
MISTAKES = 100
PHRASE_WORDS = 60
PHRASE_OPTIONS = 6
PHRASES_ALIKE = 200
DEEMING_RULES = 1_000
SENTENCE_WORDS = 300
SENTENCE_LETTERS = 20_000
COMBINATIONS = 64
"""Of the options of readings."""
TRIALS = 1_000
"""Of versions, to find out which clauses change a verdict."""
POSSIBLE_DAYS = 1_000
"""Of all uncertain dates of a timeline together."""
CAUSES = 10
"""Void acts of one column of which it is found out what follows from them."""
EXPLANATION = 10_000
"""Of the steps of one explanation."""
REMEDY_RUNS = 40
"""Of a timeline, to find out what would make one finding lawful."""
ALL_REMEDY_RUNS = 400
"""The same for all findings of a timeline together."""
REMEDY_STEPS = 1_000_000
"""Of questions that these runs may ask together."""
UNKNOWNS = 20
"""Questions of fact that are tried for one finding."""
ANSWERS = 40
"""Combinations of answers that are tried in one column."""
STEPS_TO_EXPLAIN = 2_000_000
"""Of all runs of one column together that find out causes and missing facts."""
SENTENCES_KNOWN = 10_000
"""Of which a vocabulary remembers what they say."""
