"""One press: every PDF of this site goes through it.

printing   Typst: tagged PDF, with our fonts only; texts are given to it as data, never as markup
tongues    a language, and the direction it is read in
"""
