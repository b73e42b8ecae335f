"""Every table there is, in one place, for migrations and for checks that none is forgotten."""

from roundtable.access import models as access
from roundtable.agencies import models as agencies
from roundtable.cases import models as cases
from roundtable.conferences import models as conferences
from roundtable.core import audit, facts, performed
from roundtable.identity import models as identity
from roundtable.involvement import models as involvement
from roundtable.messaging import models as messaging
from roundtable.tasks import models as tasks

ALL = (access, agencies, audit, cases, conferences, facts, identity, involvement, messaging, performed, tasks)
