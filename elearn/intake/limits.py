"""How much of a file is read. Whoever needs to know loads no reader."""

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
MOST_MEMBERS = 100
MOST_ROWS = 12_000
MOST_COLUMNS = 60
LONGEST_CELL = 1000
MOST_LINES_IN_A_CELL = 20
"""a name may hold a line break; a cell of more lines is a quotation mark that was never closed"""
MEMORY = 256 * 1024 * 1024
SECONDS = 2.0
"""of processor time, for one file"""
