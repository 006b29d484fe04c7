"""Which files of a folder are deliveries, and which belong together."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from cathartes.flow.collection.remembered import Remembered
from cathartes.io.deliveries.files import files_below
from cathartes.io.deliveries.recognise import is_case_folder, is_scene_folder, kind_of
from cathartes.io.deliveries.scene_files import headers_of
from cathartes.model.collection import Delivery, DeliveryKind

REPORTS = "reports"


@frozen
class FoundDelivery:
    """A file or a folder that is a delivery.

    Attributes
    ----------
    path : Path
    name : str
        Relative to the campaign's folder.
    kind : str
    """

    path: Path
    name: str
    kind: DeliveryKind

    def as_delivery(self, root: Path, remembered: Remembered) -> Delivery:
        """Return it with the digest of its bytes.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        sha256, size = remembered.digest(self.path)
        return Delivery(
            name=self.name,
            paths=(self.path.relative_to(root).as_posix(),),
            kind=self.kind,
            sha256=sha256,
            size_bytes=size,
        )


def find_deliveries(incoming: Path, root: Path) -> list[FoundDelivery]:
    """Return every delivery in a folder, in the order of names.

    Of a scene of several files each may stand there: which belong together is known once one of
    them is opened.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    files = files_below(incoming)
    found: list[FoundDelivery] = []
    taken: set[Path] = set()
    for folder in sorted({parent for file in files for parent in file.parents}):
        if folder == incoming or not folder.is_relative_to(incoming):
            continue
        if any(folder.is_relative_to(one) for one in taken):
            continue
        kind: DeliveryKind | None = None
        if is_case_folder(folder):
            kind = "case"
        elif is_scene_folder(folder):
            kind = "scene"
        if kind is not None:
            found.append(FoundDelivery(folder, folder.relative_to(root).as_posix(), kind))
            taken.add(folder)
    left = [one for one in files if not any(parent in taken for parent in one.parents)]
    for path in left:
        among = REPORTS in path.relative_to(incoming).parts[:-1]
        kind = kind_of(path, is_among_reports=among)
        found.append(FoundDelivery(path, path.relative_to(root).as_posix(), kind))
    # An image is opened by its own name: by its header's, its folder would have to be searched.
    headers = headers_of([one.path for one in found if one.kind == "scene"])
    found = [one for one in found if one.path not in headers]
    return sorted(found, key=lambda one: one.name)
