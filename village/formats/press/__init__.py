"""One press: every PDF of this site goes through it.

printing   Typst: tagged PDF, with our fonts only; texts are given to it as data, never as markup
house.typ  the style of all that is printed; a template of an app begins with it
marks      whose paper it is: a picture, or a name
drawings   charts and codes to scan, as vectors, with what they say
tongues    a language, and the direction it is read in
"""
