"""How to reach a person is written sealed, whoever the person is: a parent, someone in an organisation."""
