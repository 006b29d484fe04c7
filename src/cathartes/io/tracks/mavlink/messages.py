"""The five messages a track needs, by the layout of their payload."""

from __future__ import annotations

import struct

from attrs import frozen

Value = int | float


@frozen
class MessageLayout:
    """Where the fields of a message are.

    Attributes
    ----------
    number : int
    name : str
    extra : int
        CRC_EXTRA: a sum over the names and types of the fields, so that two programs with
        different layouts do not understand one another wrongly.
    packed : struct.Struct
        Fields in the order of the wire: largest first.
    fields : tuple of str
    """

    number: int
    name: str
    extra: int
    packed: struct.Struct
    fields: tuple[str, ...]

    def read(self, payload: bytes) -> dict[str, Value]:
        """Return the fields by name; what MAVLink 2 cut off is zero, extensions are left out."""
        whole = payload[: self.packed.size].ljust(self.packed.size, b"\0")
        return dict(zip(self.fields, self.packed.unpack(whole), strict=True))


HEARTBEAT = MessageLayout(
    0, "HEARTBEAT", 50, struct.Struct("<IBBBBB"),
    ("custom_mode", "type", "autopilot", "base_mode", "system_status", "mavlink_version"),
)  # fmt: skip
SYSTEM_TIME = MessageLayout(
    2, "SYSTEM_TIME", 137, struct.Struct("<QI"), ("time_unix_usec", "time_boot_ms")
)
GPS_RAW_INT = MessageLayout(
    24, "GPS_RAW_INT", 24, struct.Struct("<QiiiHHHHBB"),
    ("time_usec", "lat", "lon", "alt", "eph", "epv", "vel", "cog", "fix_type",
     "satellites_visible"),
)  # fmt: skip
ATTITUDE = MessageLayout(
    30, "ATTITUDE", 39, struct.Struct("<Iffffff"),
    ("time_boot_ms", "roll", "pitch", "yaw", "rollspeed", "pitchspeed", "yawspeed"),
)  # fmt: skip
GLOBAL_POSITION_INT = MessageLayout(
    33, "GLOBAL_POSITION_INT", 104, struct.Struct("<IiiiihhhH"),
    ("time_boot_ms", "lat", "lon", "alt", "relative_alt", "vx", "vy", "vz", "hdg"),
)  # fmt: skip

MESSAGES = {
    one.number: one for one in (HEARTBEAT, SYSTEM_TIME, GPS_RAW_INT, ATTITUDE, GLOBAL_POSITION_INT)
}
EXTRAS = {number: one.extra for number, one in MESSAGES.items()}
