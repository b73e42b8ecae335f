"""What the enumerations of cases mean, in the schema's words."""

CASE_STATUS = {
    "NEW": "Just opened.",
    "TRIAGE": "Being looked at: what it needs, and from whom.",
    "ACTIVE": "Being worked on.",
    "MONITORING": "Calm, and watched.",
    "CLOSED": "Ended; it can be reopened with a reason.",
    "TRANSFERRED": "Handed over to another table.",
    "DUPLICATE": "The same as another case.",
}

RISK_LEVEL = {
    "NOT_ASSESSED": "Nobody has assessed the risk yet.",
    "STANDARD": "No sign of serious harm to come.",
    "MEDIUM": "Signs of risk: serious harm is unlikely unless something changes.",
    "HIGH": "Serious harm may come at any time.",
}

PARTICIPANT_ROLE = {
    "VICTIM": "Who the violence is done to.",
    "ALLEGED_PERPETRATOR": "Who is said to do it.",
    "CHILD": "A child it touches.",
    "OTHER": "Anybody else in the case.",
}
