"""Languages: which are spoken here, and when one opens.

names    as their speakers call them
words    the site's own words that a parent meets, listed and counted
plurals  for which numbers each form of a sentence is said
parity   a language opens when every word is there and someone has read them all
"""
