"""What the enumerations of tasks mean, in the schema's words."""

TASK_STATUS = {
    "REQUESTED": "Asked for, and not yet received.",
    "RECEIVED": "The agency has it.",
    "ACCEPTED": "The agency undertakes it.",
    "IN_PROGRESS": "Being done.",
    "ON_HOLD": "Begun, and waiting.",
    "COMPLETED": "Done, with an outcome.",
    "DECLINED": "The agency does not take it on, with a reason.",
    "CANCELLED": "Taken back by the agency that asked.",
    "NOT_COMPLETED": "Will not be done, in one of two classes.",
}

DECLINE_REASON = {
    "NOT_OUR_REMIT": "It is not the agency's to do.",
    "NO_CAPACITY": "The agency cannot do it now.",
    "INSUFFICIENT_INFORMATION": "Too little is known to begin.",
    "LEGAL_BAR": "A law forbids it.",
    "CONFLICT_OF_INTEREST": "Someone at the agency stands too near.",
    "ALREADY_DONE": "It has been done.",
    "VICTIM_OBJECTS": "The victim does not want it.",
    "UNSAFE": "It would put someone in danger.",
}

NON_COMPLETION_CLASS = {
    "CIRCUMSTANCES_CHANGED": "Things changed, so that it could not or need not be done.",
    "AGENCY_NOT_UNDERTAKEN": "The agency did not do what it undertook.",
}

PRIORITY = {
    "ROUTINE": "In its turn.",
    "URGENT": "Before the rest.",
    "EMERGENCY": "Now.",
}
