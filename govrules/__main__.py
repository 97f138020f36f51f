"""`python -m govrules`: the program, without the script of that name."""

from govrules.doors.start import run

run()
