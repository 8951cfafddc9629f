"""How houses differ, without a first and a last: chance makes small houses extreme, so nothing here is sorted.

dispersion  whether houses differ more than chance alone would make them
funnel      each house beside the limits that chance sets for its size
casemix     observed over expected, given whom a house welcomes
"""

FEWEST = 10  # parents below whom a house has no place beside limits (instruments D; Spiegelhalter 2005, § 4)
