"""What the enumerations of minutes mean, in the schema's words."""

MINUTES_STATE = {
    "DRAFT": "Being written.",
    "CIRCULATED": "Before the agencies that came, to comment on and to approve.",
    "APPROVED": "They stand, and nobody edits them.",
    "SUPERSEDED": "They stood, until a later version corrected them.",
}
MINUTES_LANGUAGE = {"EN": "English.", "RO": "Romanian."}
COMMENT_STATE = {
    "OPEN": "Nobody has answered it.",
    "TAKEN_UP": "It was right, and is written so.",
    "NOT_TAKEN_UP": "The minutes stay as they were.",
    "WITHDRAWN": "Who said it took it back.",
}
EXPORT_FORMAT = {
    "HTML": "A page of its own, for a browser.",
    "PDF": "A tagged PDF (PDF/UA), for paper.",
}
