"""Who made a result, out of what, with what: filled in when a result is about to be written."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from cathartes.detection.options import DetectionOptions
from cathartes.flow.versions import software_versions
from cathartes.io.scenes.readers import hash_file, hash_inputs
from cathartes.model.gas import GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.plume import Detection
from cathartes.model.provenance import InputFile, Provenance
from cathartes.model.scene import Scene


def complete_provenance(
    detection: Detection,
    scene: Scene,
    options: DetectionOptions,
    library: GasLibrary,
    instrument: Instrument | None = None,
) -> Detection:
    """Return the detection with hashed inputs, all options, versions and the time.

    What the stage itself has recorded stays, and goes before what is added here.

    Raises
    ------
    SceneError
        If an input has gone since it was read.
    """
    recorded = detection.provenance
    table = _atmosphere_table(options)
    added: dict[str, object] = {
        **options.model_dump(mode="json"),
        # Its name and digest: the folders of one machine do not travel.
        "atmosphere_table": table[0].name if table else None,
        "gases": list(options.gases) or "all",
        "library": f"{library.name} ({len(library)} gases)",
        "file_format": scene.file_format,
        "radiance_unit_in_file": scene.radiance_unit_in_file,
        "instrument": scene.instrument.name
        + ("" if instrument is None else " (given, not from the file)"),
    }
    provenance = Provenance(
        inputs=((hash_inputs(scene).inputs if scene.inputs else recorded.inputs) + table),
        options={**added, **recorded.options},
        versions={**software_versions(), **recorded.versions},
        made_at=recorded.made_at or datetime.now(UTC),
    )
    return evolve(detection, provenance=provenance)


def _atmosphere_table(options: DetectionOptions) -> tuple[InputFile, ...]:
    if options.atmosphere != "table" or options.atmosphere_table is None:
        return ()
    return (hash_file(options.atmosphere_table),)
