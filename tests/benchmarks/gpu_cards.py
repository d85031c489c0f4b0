"""Peak rates of GPUs by NVIDIA's data sheets, without sparsity."""

import subprocess
from typing import NamedTuple


class Card(NamedTuple):
    """Float32 and bfloat16 operations per second, and bytes of memory per second."""

    float32: float
    bfloat16: float
    bandwidth: float


CARDS = {
    "H200": Card(67e12, 989e12, 4.8e12),
    "H100": Card(67e12, 989e12, 3.35e12),
    "A100": Card(19.5e12, 312e12, 2.0e12),
    "RTX 4090": Card(82.6e12, 165e12, 1.01e12),
    "L4": Card(30.3e12, 121e12, 0.3e12),
    "T4": Card(8.1e12, 65e12, 0.32e12),
}


def find_card() -> tuple[str, Card | None]:
    """The name and driver of the first GPU, and its peak rates if they are known.

    Raises:
        OSError: There is no nvidia-smi.
        subprocess.CalledProcessError: There is no GPU.
    """
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    found = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return found, card_of(found)


def card_of(name: str) -> Card | None:
    """The peak rates of a card with a name such as "NVIDIA H200, 580.65"."""
    words = f"{name.replace(',', ' ').replace('-', ' ')} "
    return next((card for part, card in CARDS.items() if f" {part} " in words), None)


def share(rate: float, peak: float | None) -> str:
    """A rate as a percentage of a peak."""
    return "unknown" if peak is None else f"{rate / peak:.2%}"
