"""What can be agreed in a case and what it is worth to either side: issues, values, preferences, floor, proposals.

`facts`, `book`, `floor`, `preferences`, `space` and `values` use the standard library alone; `bargain` and `proposals` load NumPy.
"""
