"""XLSForm: the workbooks of ODK, KoboToolbox and others.

reading  a form → questions (`village.formats.draft`)
writing  instruments → a form, every language of it

Where a cell is wrong, its sheet and row are named as the workbook shows them.
"""
