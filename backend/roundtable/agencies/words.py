"""What the enumerations of agencies and posts mean, in the schema's words."""

AGENCY_TYPE = {
    "POLICE": "County or national police.",
    "LOCAL_POLICE": "The police of a municipality.",
    "PROSECUTION": "A prosecutor's office.",
    "FORENSIC_MEDICINE": "An institute of forensic medicine.",
    "EMERGENCY_HOSPITAL": "A hospital's emergency department.",
    "SEXUAL_VIOLENCE_CENTRE": "A hospital centre for victims of sexual violence.",
    "SOCIAL_SERVICES_COUNTY": "A county's directorate of social services.",
    "SOCIAL_SERVICES_LOCAL": "The social services of a municipality.",
    "CHILD_PROTECTION": "A child protection service.",
    "SHELTER": "A shelter.",
    "NGO": "A non-governmental organisation.",
    "PERPETRATOR_PROGRAMME": "A counselling centre or programme for perpetrators.",
    "PROBATION": "A probation service.",
    "LEGAL_AID": "Legal aid.",
    "HELPLINE": "A helpline.",
    "NATIONAL_AUTHORITY": "A national authority.",
    "OTHER": "Another kind of body.",
}

ROLE = {
    "PRACTITIONER": "Works on the cases it is a member of.",
    "CONTACT_POINT": "Represents the agency, with authority to commit it, on all its cases.",
    "CASE_MANAGER": "Coordinates cases.",
    "SUPERVISOR": "Answers for the agency's practitioners and their cases.",
    "AGENCY_ADMIN": "Manages the agency's posts; sees no case.",
    "AUDITOR": "Reads the record of access; sees no content.",
    "ANALYST": "Reads aggregates; sees no case.",
    "DIRECTORY_EDITOR": "Keeps the public directory; sees no case.",
    "SERVICE_ACCOUNT": "A script of the agency; sees the tasks disclosed to it.",
    "PLATFORM_ADMIN": "Manages the installation; sees no case.",
}
