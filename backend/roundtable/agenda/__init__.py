"""The cases on a conference's agenda: referred, taken, ordered, and heard one after the other."""
