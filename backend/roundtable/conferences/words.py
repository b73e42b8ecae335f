"""What the enumerations of conferences mean, in the schema's words."""

CONFERENCE_STATUS = {
    "PLANNED": "Has a date or a purpose, nothing more.",
    "RETURNS_OPEN": "Agencies are sending what they know.",
    "READY": "All is there to meet over.",
    "IN_SESSION": "Meeting.",
    "MINUTES_DRAFT": "Met; the minutes are being written.",
    "MINUTES_APPROVED": "The minutes stand.",
    "CLOSED": "Ended.",
    "CANCELLED": "Does not take place.",
}

CONFERENCE_TYPE = {
    "ROUTINE": "Meets at its regular time.",
    "EMERGENCY": "Called within the hour.",
    "ASYNCHRONOUS": "Runs in its conversation, without a meeting.",
    "REVIEW": "Looks back at what was done.",
}

AGENDA_ITEM_STATUS = {
    "PROPOSED": "An agency asks for it.",
    "ACCEPTED": "On the agenda.",
    "HEARD": "Was discussed.",
    "DEFERRED": "Put off to another conference.",
    "WITHDRAWN": "Taken back by who asked.",
    "NOT_MET_THRESHOLD": "Not taken, since no criterion was met.",
}
