"""What the enumerations of consents mean, in the schema's words."""

CONSENT_DECISION = {
    "NOT_SOUGHT": "Nobody has asked yet.",
    "GIVEN": "Agreed.",
    "GIVEN_WITH_LIMITS": "Agreed, for some purposes or some agencies only.",
    "REFUSED": "Did not agree.",
    "WITHDRAWN": "Took back what was given. Never recorded: withdraw the consent that was given.",
    "UNSAFE_TO_ASK": "Asking would put somebody in danger.",
    "LACKS_CAPACITY": "Cannot decide this now.",
}
