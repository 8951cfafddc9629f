"""HL7 FHIR Questionnaires and their responses, R4, R4B and R5.

resources       a JSON file, of the right kind and size
answers         the answers of a question, and the value each is keyed as
conditions      enableWhen: when a question is asked
questionnaires  a Questionnaire → questions (`village.formats.draft`)
responses       a QuestionnaireResponse → keyed answers
returning       keyed answers, and those of a snapshot → QuestionnaireResponses
writing         an instrument → a Questionnaire

For these two resources R4B is R4; `fhir.resources`, which has no plain R4, holds what we write to R4B and R5.
"""
