"""Clean systems of this machine's own release, and programs started in them without a network."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SOURCES = ("sources.list", "sources.list.d/debian.sources", "sources.list.d/ubuntu.sources")
PASSCODE = "correct horse"
PERSON = 1000

# In a namespace of mounts of its own: what is mounted goes when the program ends. The screen's
# socket is a file, which is all that leads out.
ENTER = """
root=$1; shift
mount -t proc proc "$root/proc"
mkdir -p -m 1777 "$root/tmp/.X11-unix" /tmp/.X11-unix
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
exec chroot "$root" "$@"
"""


@dataclass(frozen=True)
class Chroot:
    """A system in a folder, and who uses it. Needs root, as making it does."""

    root: Path
    user: int = 0
    home: str = "/root"

    def run(
        self, *command: str, network: bool = False, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A command in it, without standard input; nothing of our environment reaches it."""
        known = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": self.home}
        known |= {"FIELDAPP_PASSCODE": PASSCODE, "DEBIAN_FRONTEND": "noninteractive", **(env or {})}
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        if network:
            known |= {name: os.environ[name] for name in os.environ if name.endswith("_proxy")}
        else:
            apart.append("--net")
        inside = ["env", "-i", *(f"{name}={value}" for name, value in known.items())]
        inside += ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        return subprocess.run(
            [*apart, "sh", "-ec", ENTER, "sh", str(self.root), *inside, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(
        self, *command: str, network: bool = False, env: Mapping[str, str] | None = None
    ) -> str:
        """The same for a command that has to succeed; what it says."""
        done = self.run(*command, network=network, env=env)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def copy(self, root: Path) -> Chroot:
        """Another system that begins as this one. The files are the same until one writes a new
        one in a file's place, as package managers do.
        """
        subprocess.run(["cp", "-al", self.root, root], check=True)
        return Chroot(root)

    def person(self, name: str) -> Chroot:
        """The same for somebody without any rights, with an empty home."""
        person = Chroot(self.root, PERSON, f"/home/{name}")
        person.path(person.home).mkdir()
        os.chown(person.path(person.home), PERSON, PERSON)
        return person

    def path(self, inside: str) -> Path:
        """Where something in it lies for us."""
        return self.root / inside.lstrip("/")


def clean_system(folder: Path) -> Chroot:
    """A minimal system of this machine's release, with the lists of what can be installed.

    One of today is taken again; older ones go.
    """
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    root = folder / f"{release}-{datetime.now(UTC):%Y-%m-%d}"
    if not root.is_dir():
        for former in folder.glob("*"):
            shutil.rmtree(former)
        folder.mkdir(parents=True, exist_ok=True)
        half = folder / "half"
        listed = [Path("/etc/apt", name) for name in SOURCES]
        command = [
            *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--format=directory"),
            "--skip=cleanup/apt/lists",
            # A mirror that is kept as it once was counts as expired.
            '--aptopt=Acquire::Check-Valid-Until "false"',
            *(release, str(half)),
            *(str(path) for path in listed if path.is_file()),
        ]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        half.rename(root)
    return Chroot(root)
