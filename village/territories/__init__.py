"""The official communes of France and what stands around them: a file that we carry, read once, asked offline.

territory  what a territory is: its kind, its code, where it belongs
register   the file, and the territories of a code
clocks     what time it is there
search     a commune from what people type: a name, a postcode, a code
choosing   which commune was meant, or why nobody can tell
"""
