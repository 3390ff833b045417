"""A vector for each sentence of a passage, beside the passage's own. What was embedded before has none."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("vectors", sa.Column("sentences", sa.LargeBinary))
