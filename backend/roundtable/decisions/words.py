"""What the enumerations of decisions mean, in the schema's words."""

STANCE = {"SUPPORTS": "Is for it.", "DISSENTS": "Is against it, in their own words."}

REVIEW_OUTCOME = {
    "DONE": "It was done.",
    "STILL_OPEN": "It goes on.",
    "NOT_DONE": "It was not done, in one of two classes.",
}
