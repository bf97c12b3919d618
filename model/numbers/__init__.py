"""Several digits on one sheet: where each is, in the order in which they are read.

segment.py       ink -> marks -> pieces -> candidates, runs of pieces that could be a digit
lines.py         which marks stand on one line
seams.py         where a mark could be cut
judge.py         how much each candidate looks like one whole digit, and not a part or several
strips.py        each line as a strip
line_network.py  what a strip says, column by column
ctc.py           from columns to texts: which are likely, and how likely
texts.py         which of the texts the candidates bear out best
find.py          all of that: the digits on a sheet
reader.py        from a picture to what it says
"""
