#!/usr/bin/env bash
# Takes the demo's people into the directory of a new installation and invites each by the subject that realm.json gives them;
# does nothing where there is a directory already.
set -euo pipefail
admin() { roundtable admin "$@"; }
[ -z "$(admin list)" ] || exit 0

# seat AGENCY-ID NAME ROLE TITLE SUBJECT
seat() {
  local made
  made=$(admin add-practitioner "$2" --agency-id "$1" --role "$3" --title "$4")
  admin invite "$(grep --only-matching 'practitioner_\S*' <<<"$made")" "$5"
}

police=$(admin add-agency "Cluj County Police" --type POLICE --county Cluj)
forensic=$(admin add-agency "Cluj Institute of Forensic Medicine" --type FORENSIC_MEDICINE --county Cluj)
social=$(admin add-agency "Cluj Social Services" --type SOCIAL_SERVICES_COUNTY --county Cluj)
ngo=$(admin add-agency "Casa Speranței" --type NGO --county Cluj)
elsewhere=$(admin add-agency "Iași County Police" --type POLICE --county Iași)

seat "$police" "Ana" CONTACT_POINT "Police officer" 00000000-0000-4000-8000-000000000001
seat "$forensic" "Bogdan" PRACTITIONER "Forensic doctor" 00000000-0000-4000-8000-000000000002
seat "$social" "Corina" CASE_MANAGER "Social worker, case manager" 00000000-0000-4000-8000-000000000003
seat "$ngo" "Dalia" CONTACT_POINT "Counsellor" 00000000-0000-4000-8000-000000000004
seat "$elsewhere" "Horia" CONTACT_POINT "Police officer" 00000000-0000-4000-8000-000000000008
