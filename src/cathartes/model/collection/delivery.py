"""One thing that was delivered: a file, or the files that belong together."""

from __future__ import annotations

from typing import Literal, get_args

from attrs import field, frozen

from cathartes.model.campaign.checks import is_one_of, is_sha256, is_written

DeliveryKind = Literal["scene", "track", "case", "weather", "plume list", "report", "unknown"]
DELIVERY_KINDS: tuple[str, ...] = get_args(DeliveryKind)


@frozen(kw_only=True)
class Delivery:
    """Files that are one scene, track, sampler case, weather, plume list or report.

    Attributes
    ----------
    name : str
        Path of the first file, or of the folder, relative to the campaign's folder, with ``/``.
    paths : tuple of str
        Of all its files, relative like ``name``.
    kind : str
        Judged by what is inside, never by the name alone.
    sha256 : str
        Of its bytes, whatever the files are called: a renamed copy has the same.
    size_bytes : int
    """

    name: str = field(validator=is_written)
    paths: tuple[str, ...]
    kind: DeliveryKind = field(validator=is_one_of(DELIVERY_KINDS))
    sha256: str = field(validator=is_sha256)
    size_bytes: int
