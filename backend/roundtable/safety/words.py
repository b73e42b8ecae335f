"""What the enumerations of safety plans mean, in the schema's words."""

SAFETY_PLAN_STATE = {
    "DRAFT": "Is being written, and seen by the agency that keeps the plan alone.",
    "IN_FORCE": "Was signed off, and holds.",
    "SUPERSEDED": "Held until a later version was signed off.",
    "DISCARDED": "Was a draft, and never held.",
    "ENDED": "Held until it was ended, with a reason.",
}

SAFETY_SECTION = {
    "SAFE_CONTACT": "How to reach them without danger.",
    "AT_HOME": "What helps while they are at home.",
    "LEAVING": "How they get away: when, how, where to, and what comes along.",
    "CHILDREN": "What keeps the children safe.",
    "AT_WORK_OR_SCHOOL": "What helps at work, at school and on the way.",
    "ONLINE_AND_DEVICES": "Telephones, accounts, and who can see where they are.",
    "LEGAL_ORDERS": "Which orders protect them, and what to do when one is broken.",
    "EMERGENCY_CONTACTS": "Whom to call.",
    "AGENCY_COMMITMENTS": "What agencies do, and by when.",
}

VICTIM_AGREEMENT = {
    "AGREED": "Agreed to it.",
    "AGREED_IN_PART": "Agreed to some of it.",
    "NOT_REACHED": "Could not be asked.",
    "REFUSED": "Did not agree to it.",
}
