"""What a workspace needs of the laptop around it, passed in so that tests can hold it."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from fieldapp.base import paths
from fieldapp.base.clock import Clock, Entropy, system_clock, system_entropy
from fieldapp.base.values import frozen
from fieldapp.store.keychain import Secrets
from fieldapp.store.slots import Kdf
from fieldapp.store.system_keyring import SystemSecrets


@frozen
class Machine:
    """The laptop: its keyring, its own place, its clock, its randomness.

    `kdf` is what a passcode costs to try; tests make it cheap, nobody else.
    """

    secrets: Secrets = field(default_factory=SystemSecrets)
    state_dir: Path = field(default_factory=paths.state_dir)
    clock: Clock = system_clock
    entropy: Entropy = system_entropy
    kdf: Kdf = Kdf()
