"""What the enumerations of broken glasses mean, in the schema's words."""

GLASS_REASON = {
    "THREAT_TO_LIFE": "Somebody's life is in danger.",
    "CHILD_AT_RISK": "A child is in danger.",
    "MEDICAL_EMERGENCY": "Somebody is being treated, and what the table knows matters for it.",
    "PERPETRATOR_NEAR": "The alleged perpetrator is near, or on the way.",
    "NOBODY_REACHED": "It cannot wait, and nobody of the table can be reached.",
}

GLASS_VERDICT = {
    "JUSTIFIED": "It was right to break it.",
    "NOT_JUSTIFIED": "It was not; the post cannot break it again on this case.",
    "FOLLOW_UP": "More has to be found out, or done, than this review can.",
}
