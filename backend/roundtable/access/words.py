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

COMPARTMENT = {
    "SUPPORT": "With those who support and protect the victim.",
    "PERPETRATOR": "With the alleged perpetrator: a programme's own work, and what was disclosed to it.",
}

CATEGORY = {
    "LOCATION": "Where somebody is or lives, a shelter's address above all.",
    "FORENSIC_EVIDENCE": "Findings and samples that may become evidence.",
    "HEALTH": "The health of a person.",
    "CHILD": "What concerns a child.",
    "PERPETRATOR": "Notes of a perpetrator programme.",
}

PURPOSE = {
    "SAFETY": "To keep somebody safe.",
    "SUPPORT": "To counsel, house or accompany.",
    "HEALTH_CARE": "To treat.",
    "CHILD_PROTECTION": "To protect a child.",
    "INVESTIGATION": "To investigate an offence.",
    "LEGAL_PROCEEDINGS": "For a court, or for legal aid.",
    "PERPETRATOR_WORK": "To work with who did the violence.",
}
