"""What people add to a site: evidence, and their judgement, which no re-run undoes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, get_args

from attrs import field, frozen

from cathartes.model.campaign.checks import is_aware, is_one_of, is_sha256, is_written, utc_time
from cathartes.model.campaign.record import Record
from cathartes.model.campaign.site import is_site_id

Decision = Literal["is such an emitter", "is something else", "cannot be told"]
DECISIONS: tuple[str, ...] = get_args(Decision)


@frozen(kw_only=True)
class Evidence(Record):
    """Something that speaks for or against a site, beyond what was sensed.

    Attributes
    ----------
    site_id : str
    sentence : str
        What it says.
    sha256 : str
        Digest of the file it is in.
    reported_by : str
    grade : str
        How far it is trusted, in the scheme of the user.
    recorded_at : datetime
    """

    kind: ClassVar[str] = "evidence"
    site_id: str = field(validator=is_site_id)
    sentence: str = field(validator=is_written)
    sha256: str = field(validator=is_sha256)
    reported_by: str = field(validator=is_written)
    grade: str = ""
    recorded_at: datetime = field(converter=utc_time, validator=is_aware)


@frozen(kw_only=True)
class Judgement(Record):
    """What a person decided about a site. Machines make none.

    Attributes
    ----------
    site_id : str
        The site as it was when it was judged.
    judged_by : str
    judged_at : datetime
    decision : {"is such an emitter", "is something else", "cannot be told"}
    sentence : str
        Why.
    """

    kind: ClassVar[str] = "judgement"
    site_id: str = field(validator=is_site_id)
    judged_by: str = field(validator=is_written)
    judged_at: datetime = field(converter=utc_time, validator=is_aware)
    decision: Decision = field(validator=is_one_of(DECISIONS))
    sentence: str = field(validator=is_written)
