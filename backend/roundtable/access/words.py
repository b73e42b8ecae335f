"""What the enumerations of access mean, in the schema's words."""

CASE_AGENCY_STATE = {
    "INVITED": "Asked to the table, and has not answered.",
    "ACTIVE": "At the table.",
    "LEFT": "Was at the table and has left it.",
    "DECLINED": "Was asked and did not come.",
    "EXCLUDED": "Was taken from the table.",
    "TASKED": "Has a task, and sees nothing else of the case.",
}

MEMBER_FUNCTION = {
    "CASE_MANAGER": "Coordinates the case.",
    "PRACTITIONER": "Works on it.",
    "OBSERVER": "Follows it.",
}

SENSITIVITY = {
    "CASE_AGENCIES": "All agencies at the table, each from its history on (AMBER).",
    "NAMED_AGENCIES": "The agencies that are named (AMBER+STRICT).",
    "NAMED_PERSONS": "The posts that are named (RED).",
}

LAWFUL_BASIS = {
    "CONSENT": "The person concerned agreed.",
    "LEGAL_OBLIGATION": "A law requires it.",
    "VITAL_INTERESTS": "A life or health is at stake.",
    "PUBLIC_TASK": "A public task laid down by law needs it.",
}
