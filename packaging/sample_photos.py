"""Draw the pictures of the sample cases again: `python packaging/sample_photos.py [NAME...]`.

A tool for developers, run by hand; the JPEGs are committed beside the cases they belong to.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import photos_flight
import photos_medical
import photos_telecom
from PIL import Image

SAMPLES = Path(__file__).resolve().parent.parent / "forms" / "samples"
MAX_BYTES = 250_000

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "telecom/photos/drive_test_map.jpg": photos_telecom.drive_test_map,
    "telecom/photos/antenna_plate.jpg": photos_telecom.antenna_plate,
    "telecom/photos/drop_rate_screen.jpg": photos_telecom.drop_rate_screen,
    "flight/photos/board.jpg": photos_flight.board,
    "flight/photos/radar.jpg": photos_flight.radar,
    "medical/photos/nameplate.jpg": photos_medical.nameplate,
    "medical/photos/packing_list.jpg": photos_medical.packing_list,
    "medical/photos/port_panel.jpg": photos_medical.port_panel,
    "medical/photos/room_plan.jpg": photos_medical.room_plan,
}


def main(wanted: list[str]) -> int:
    for name, draw in PICTURES.items():
        if wanted and Path(name).stem not in wanted:
            continue
        path = SAMPLES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draw().save(path, quality=80, optimize=True)
        size = path.stat().st_size
        print(f"{name}: {size // 1000} kB")
        if size > MAX_BYTES:
            print(f"{name} is larger than {MAX_BYTES // 1000} kB", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
