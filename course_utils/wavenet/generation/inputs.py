"""What generation starts from: the first codes and the speakers, checked."""

import os

import numpy as np


def first_codes(prompt: np.ndarray | None, batch: int, n_codes: int) -> np.ndarray:
    """The codes that come before the first generated one.

    Args:
        prompt: (samples,) for all streams, (batch, samples) for one each, or None: a single code
            of silence, n_codes // 2.
        batch: Streams, at least 1.
        n_codes: Codes are 0 .. n_codes - 1.

    Returns:
        uint8 array (batch, samples).

    Raises:
        ValueError: `batch` is below 1, or the prompt is empty, of another shape or type, or holds
            a code that is out of range.
    """
    if batch < 1:
        raise ValueError(f"batch is at least 1, got {batch}")
    if prompt is None:
        return np.full((batch, 1), n_codes // 2, np.uint8)
    prompt = np.asarray(prompt)
    if prompt.ndim not in (1, 2) or (prompt.ndim == 2 and len(prompt) != batch):
        raise ValueError(
            f"a prompt is (samples,) or (batch, samples), here ({batch}, samples), "
            f"got shape {prompt.shape}"
        )
    if prompt.size == 0:
        raise ValueError(
            f"the prompt is empty: its shape is {prompt.shape}; leave it out to start from silence"
        )
    _require_numbers("codes of the prompt", prompt, n_codes)
    return np.broadcast_to(prompt, (batch, prompt.shape[-1])).astype(np.uint8)


def speaker_numbers(speaker, batch: int, n_speakers: int) -> np.ndarray | None:
    """The speaker of each stream: int32 array (batch,), or None for a model without speakers.

    Args:
        speaker: A number 0 .. n_speakers - 1 for all streams, (batch,) for one each, or None.
        batch: Streams.
        n_speakers: Of the model; 0 if it is not conditioned on the speaker.

    Raises:
        ValueError: The speaker is missing, not asked for, of another shape or type, or out of
            range.
    """
    if speaker is None and n_speakers:
        raise ValueError(f"the model needs a speaker, 0 to {n_speakers - 1}; none was given")
    if speaker is None:
        return None
    if not n_speakers:
        raise ValueError(f"the model knows no speakers, got speaker {speaker}")
    speaker = np.asarray(speaker)
    if speaker.shape not in ((), (batch,)):
        raise ValueError(f"speaker is one number or ({batch},), got shape {speaker.shape}")
    _require_numbers("speakers", speaker, n_speakers)
    return np.broadcast_to(speaker, (batch,)).astype(np.int32)


def require_samples(n_samples: int) -> None:
    """Raises ValueError unless `n_samples` is a whole number of at least 1."""
    if not isinstance(n_samples, int | np.integer) or n_samples < 1:
        raise ValueError(f"n_samples is a whole number of at least 1, got {n_samples!r}")


def _require_numbers(what: str, numbers: np.ndarray, n: int) -> None:
    if not np.issubdtype(numbers.dtype, np.integer):
        raise ValueError(f"{what} are whole numbers 0 to {n - 1}, got {numbers.dtype}")
    if not 0 <= numbers.min() <= numbers.max() < n:
        raise ValueError(f"{what} are 0 to {n - 1}, got {numbers.min()} to {numbers.max()}")


def require_temperature(temperature: float) -> None:
    """Raises ValueError unless `temperature` is finite and 0 or more."""
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is 0 or more, got {temperature}")


def require_memory(needed: int, what: str) -> None:
    """Raises ValueError if `needed` bytes are more than half of the machine's memory."""
    allowed = memory_of_machine() // 2
    if needed > allowed:
        raise ValueError(
            f"{what} needs {needed / 2**30:,.1f} GiB; "
            f"half of this machine's memory is {allowed / 2**30:,.1f} GiB"
        )


def memory_of_machine() -> int:
    """Bytes of memory; 8 GiB where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30
