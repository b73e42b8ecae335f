"""What the enumerations of risk mean, in the schema's words."""

LANGUAGE = {"EN": "English.", "RO": "Romanian."}

RISK_ANSWER = {
    "YES": "It is so.",
    "NO": "It is not so.",
    "NOT_KNOWN": "Nobody could say; it weighs nothing, and much of it needs a judgement.",
}

RISK_TREND = {
    "FIRST": "There is none before it that one sees.",
    "RISEN": "The level is higher than before.",
    "SAME": "The level is what it was.",
    "FALLEN": "The level is lower than before.",
}
