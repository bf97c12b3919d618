"""Several digits on one sheet: where each is, in the order in which they are read.

segment.py   ink -> marks -> pieces -> candidates, runs of pieces that could be a digit
lines.py     which marks stand on one line
seams.py     where a mark could be cut
judge.py     how much each candidate looks like one whole digit, and not a part or several
find.py      the runs that together explain all ink best
"""
