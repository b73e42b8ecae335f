"""Every table there is, in one place, for migrations and for checks that none is forgotten."""

from roundtable.access import models as access
from roundtable.agencies import models as agencies
from roundtable.cases import models as cases
from roundtable.conferences import models as conferences
from roundtable.core import facts, performed
from roundtable.core.audit import entries as record
from roundtable.identity import models as identity
from roundtable.involvement import models as involvement
from roundtable.messaging import models as messaging
from roundtable.tasks import models as tasks

ALL = (access, agencies, cases, conferences, facts, identity, involvement, messaging, performed, record, tasks)
