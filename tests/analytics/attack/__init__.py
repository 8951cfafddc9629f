"""The attackers: written apart from what they attack, with other means, and proven to bite on defences that are broken.

pages       subtracts the pages of one evaluation
tables      bounds every hidden count of one moment by linear programming
releases    knows who stood behind everything ever published, and combines it
"""
