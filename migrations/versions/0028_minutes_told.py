"""Letters tell of minutes.

Revision ID: 0028
Revises: 0026
"""

from collections.abc import Sequence

from alembic import op

from roundtable.letters.models import LetterKind

revision: str = "0028"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As wide as the code is: kinds that another migration adds beside this one stay.
    kinds = ", ".join(repr(kind.value) for kind in LetterKind)
    with op.batch_alter_table("letter") as letter:
        letter.drop_constraint(op.f("ck_letter_letterkind"), type_="check")
        letter.create_check_constraint(op.f("ck_letter_letterkind"), f"kind IN ({kinds})")


def downgrade() -> None:
    # What was added to the check stays: letters of these kinds may be there.
    pass
