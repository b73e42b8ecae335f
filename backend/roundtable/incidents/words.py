"""What the enumeration of incidents means, in the schema's words (Law 217/2003, article 4)."""

VIOLENCE_TYPE = {
    "VERBAL": "Insults, threats, humiliating words.",
    "PSYCHOLOGICAL": "Control, intimidation, isolation, threats with what may happen.",
    "PHYSICAL": "Injury to body or health.",
    "SEXUAL": "Sexual assault, harassment, coercion.",
    "ECONOMIC": "Keeping money, work or what is needed to live from somebody.",
    "SOCIAL": "Keeping somebody from family, friends and community.",
    "SPIRITUAL": "Keeping somebody from their faith and values, or deriding those.",
    "CYBER": "Harassment, threats or surveillance by electronic means.",
}
