"""The Debian package: the folder to take along, for everybody on a machine, in /opt/fieldapp."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from folder import ROOT, glibc, moment, version

# In these lie the libraries that the folder leaves to the machine: HOST in fieldapp.spec. Ubuntu
# since 24.04 has renamed libglib2.0-0.
DEPENDS = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgcc-s1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi-krb5-2",
    "libstdc++6",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "xkb-data",
)
# A keyring, an input method, printing, what opens a folder or a mail, and what tells the desktop
# that bundles are ours: both have triggers for the folders of our entries.
RECOMMENDS = (
    "gnome-keyring | kwalletmanager",
    "desktop-file-utils",
    "ibus | fcitx5-frontend-qt6",
    "libcups2 | libcups2t64",
    "shared-mime-info",
    "xdg-utils",
)

CONTROL = """Package: fieldapp
Version: {version}
Architecture: {architecture}
Maintainer: The FieldApp authors <fieldapp@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
Section: misc
Priority: optional
Description: guides a service engineer through an objection or a conflict
 Works on site without a network: what is said is noted as it is said, guided by
 a method, and leaves as an issue report a supervisor can decide on. Everything
 stays encrypted on the laptop, in Chinese or English.
"""

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: FieldApp

Files: *
Copyright: 2026 The FieldApp authors
License: Apache-2.0
Comment:
 The libraries in /opt/fieldapp/_internal are others' work: licences/ beside
 this file holds their texts, licences/versions.txt names them. How Qt's may be
 replaced is told in README.txt beside this file.

License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
"""


def build(folder: Path, out: Path) -> Path:
    """Make `out/fieldapp_<version>_<architecture>.deb` from the folder; its path.

    Raises:
        subprocess.CalledProcessError: dpkg-deb failed and has said why.
    """
    ask = ["dpkg", "--print-architecture"]
    told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    architecture = told.strip()
    root = out / "deb"
    shutil.rmtree(root, ignore_errors=True)
    _lay_out(folder, root)
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(root)}\n"
        for path in files
    ]
    control = root / "DEBIAN"
    control.mkdir()
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    text = CONTROL.format(
        version=version(),
        architecture=architecture,
        kilobytes=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join((f"libc6 (>= {glibc(folder)})", *DEPENDS)),
        recommends=", ".join(RECOMMENDS),
    )
    (control / "control").write_text(text, encoding="utf-8")
    target = out / f"fieldapp_{version()}_{architecture}.deb"
    # A tenth of the time that xz takes, for a fifth more to carry.
    packing = ("-Zzstd", "-z9")
    command = ["dpkg-deb", "--root-owner-group", *packing, "--build", str(root), str(target)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(moment())}
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    shutil.rmtree(root)
    return target


def _lay_out(folder: Path, root: Path) -> None:
    program = root / "opt/fieldapp"
    program.mkdir(parents=True)
    shutil.copy(folder / "fieldapp", program)
    shutil.copytree(folder / "_internal", program / "_internal", symlinks=True)
    shutil.copytree(folder / "share", root / "usr/share")
    command = root / "usr/bin/fieldapp"
    command.parent.mkdir()
    command.symlink_to("/opt/fieldapp/fieldapp")
    documents = root / "usr/share/doc/fieldapp"
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(COPYRIGHT, encoding="utf-8")
    shutil.copytree(folder / "licences", documents / "licences")
    shutil.copy(folder / "README.txt", documents)
    shutil.copy(ROOT / "CHANGELOG.md", documents)
