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

RHYTHM = {
    "WEEKLY": "Every week.",
    "FORTNIGHTLY": "Every other week.",
    "MONTHLY": "On the same weekday of each month: the second Thursday, say; a fifth is the last.",
}

CONFERENCE_AGENCY_STATE = {
    "INVITED": "Asked, and has not answered.",
    "ACCEPTED": "Comes, and hears the cases on the agenda.",
    "DECLINED": "Does not come.",
}

CONFERENCE_FUNCTION = {
    "REPRESENTATIVE": "Speaks for an agency, and can commit it.",
    "VICTIM_ADVOCATE": "Speaks for the victim.",
    "OBSERVER": "Watches, under a condition that was signed.",
}

ATTENDEE_REQUEST_STATE = {
    "ASKED": "Asked, and has not answered.",
    "NAMED": "The agency has named somebody.",
    "DECLINED": "The agency names nobody, with a reason.",
    "WITHDRAWN": "Nobody is asked for any more.",
}

ATTENDANCE_STATUS = {
    "INVITED": "Asked, and has not answered.",
    "CONFIRMED": "Is coming.",
    "PRESENT": "Came.",
    "APOLOGIES": "Does not come.",
    "APOLOGIES_WITH_RETURN": "Does not come; the agency has said what it knows.",
    "ABSENT": "Did not come.",
}

AGENDA_ITEM_STATUS = {
    "PROPOSED": "An agency asks for it.",
    "ACCEPTED": "On the agenda.",
    "HEARD": "Was discussed.",
    "DEFERRED": "Put off to another conference.",
    "WITHDRAWN": "Taken back by who asked.",
    "NOT_MET_THRESHOLD": "Not taken, since no criterion was met.",
}

REFERRAL_CRITERION = {
    "HIGH_RISK_SCORE": "A risk assessment came out high.",
    "PROFESSIONAL_JUDGEMENT": "A professional judges it so, whatever the score.",
    "ESCALATION": "It is getting worse: more often, or graver.",
    "REPEAT": "The same victim and alleged perpetrator within twelve months.",
}

AGENCY_RETURN_STATE = {
    "REQUESTED": "Asked, and has not begun.",
    "IN_PREPARATION": "Being written.",
    "SUBMITTED": "The agency has said what it knows.",
    "NIL_RETURN": "The agency looked, and knows nothing.",
    "DECLINED_TO_SHARE": "The agency does not say what it knows, with a reason.",
}

RETURN_DECLINE_REASON = {
    "LEGAL_BAR": "A law forbids it.",
    "PROFESSIONAL_SECRECY": "It was said in confidence.",
    "CONSENT_WITHHELD": "The person concerned does not agree.",
    "INVESTIGATION": "It would harm an investigation.",
    "CONFLICT_OF_INTEREST": "Someone at the agency stands too near.",
    "UNSAFE": "Sharing it would put someone in danger.",
}
