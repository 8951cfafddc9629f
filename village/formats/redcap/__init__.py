"""REDCap: data dictionaries of 18 columns, longitudinal events, and exported records.

dictionary  the fields of a project, in and out
drafts      fields → questions (`village.formats.draft`), instruments → fields
events      arms, events, and which form is asked at which
answered    records → keyed answers, a set for each record and event
project     the people of a snapshot → a project that takes their rows
records     an export of records, checkboxes and decimal commas included
"""
