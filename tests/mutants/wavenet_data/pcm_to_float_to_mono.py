"""Wrong answers: from PCM samples to mono audio."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


@mutant("pcm_to_float", "do not stretch min..max")
def stretches_the_range(pcm):
    """basveeling/wavenet's wav_to_float: silence becomes +1.5e-5."""
    low, high = np.iinfo(pcm.dtype).min, np.iinfo(pcm.dtype).max
    return ((pcm - float(low)) / (high - low) * 2 - 1).astype(np.float32)


@mutant("pcm_to_float", "with 32767 the lowest sample is below -1")
def divides_by_the_maximum(pcm):
    return (pcm / np.iinfo(pcm.dtype).max).astype(np.float32)


@mutant("pcm_to_float", "this is 0 to 1")
def scales_to_zero_one(pcm):
    return ((pcm + 32768.0) / 65535).astype(np.float32)


@mutant("pcm_to_float", "take 128 away first")
def forgets_that_uint8_is_unsigned(pcm):
    full_scale = {np.dtype(np.uint8): 128, np.dtype(np.int16): 2**15, np.dtype(np.int32): 2**31}
    return (pcm / full_scale.get(pcm.dtype, 1)).astype(np.float32)


@mutant("pcm_to_float", "not 127.5")
def centers_uint8_between_codes(pcm):
    if pcm.dtype == np.uint8:
        return (pcm / 127.5 - 1).astype(np.float32)
    return (pcm / 32768).astype(np.float32)


@mutant("pcm_to_float", "wraps round below 0")
def subtracts_in_uint8(pcm):
    if pcm.dtype == np.uint8:
        return (pcm - np.uint8(128)).astype(np.float32) / 128
    return (pcm / 32768).astype(np.float32)


def _integers_to_float(pcm):
    if pcm.dtype == np.uint8:
        return (pcm.astype(np.float32) - 128) / 128
    return (pcm / -float(np.iinfo(pcm.dtype).min)).astype(np.float32)


@mutant("pcm_to_float", "32768 is the full scale of int16")
def has_one_full_scale(pcm):
    if pcm.dtype == np.uint8:
        return (pcm.astype(np.float32) - 128) / 128
    return (pcm / 32768).astype(np.float32)


@mutant("pcm_to_float", "raised ValueError")
def asks_iinfo_of_floats(pcm):
    return _integers_to_float(pcm)


@mutant("pcm_to_float", "must be clipped")
def lets_floats_through(pcm):
    return pcm if pcm.dtype.kind == "f" else _integers_to_float(pcm)


@mutant("pcm_to_float", "do not normalize")
def normalizes_floats(pcm):
    loudest = max(np.abs(pcm).max(), 1e-9)
    return pcm / loudest if pcm.dtype.kind == "f" else _integers_to_float(pcm)


@mutant("pcm_to_float", "end with astype")
def returns_float64(pcm):
    if pcm.dtype.kind == "f":
        return np.clip(pcm, -1, 1)
    return _integers_to_float(pcm).astype(np.float64)


@mutant("pcm_to_float", "changes its argument")
def clips_in_place(pcm):
    if pcm.dtype.kind != "f":
        return _integers_to_float(pcm)
    np.clip(pcm, -1, 1, out=pcm)
    return pcm.astype(np.float32)


def _right(pcm):
    return (
        np.clip(pcm, -1, 1).astype(np.float32) if pcm.dtype.kind == "f" else _integers_to_float(pcm)
    )


def _but_for(dtype, otherwise):
    """The right answer, but for one type."""
    return lambda pcm: otherwise(pcm) if pcm.dtype == dtype else _right(pcm)


@mutant("pcm_to_float", "do not normalize")
def normalizes_everything(pcm):
    return (pcm / np.abs(pcm.astype(float)).max()).astype(np.float32)


@mutant("pcm_to_float", "do not stretch")
def stretches_the_recording(pcm):
    low, high = float(pcm.min()), float(pcm.max())
    return (2 * (pcm - low) / (high - low) - 1).astype(np.float32)


@mutant("pcm_to_float", "before anything is clipped")
def only_clips(pcm):
    return np.clip(pcm.astype(np.float32), -1, 1)


@mutant("pcm_to_float", "the signs are lost")
def takes_sizes(pcm):
    return _but_for(np.int16, lambda pcm: np.abs(pcm).astype(np.float32) / 32768)(pcm)


@mutant("pcm_to_float", "the sign is turned")
def divides_by_the_minimum(pcm):
    return _but_for(np.int16, lambda pcm: (pcm / np.iinfo(np.int16).min).astype(np.float32))(pcm)


@mutant("pcm_to_float", "not 127: take 128 away")
def takes_127_away(pcm):
    return _but_for(np.uint8, lambda pcm: (pcm.astype(np.float32) - 127) / 128)(pcm)


@mutant("pcm_to_float", "with 127 the lowest sample")
def divides_bytes_by_127(pcm):
    return _but_for(np.uint8, lambda pcm: (pcm.astype(np.float32) - 128) / 127)(pcm)


@mutant("pcm_to_float", "the lower 16 bits are lost")
def cuts_int32_to_int16(pcm):
    return _but_for(np.int32, lambda pcm: _right((pcm >> 16).astype(np.int16)))(pcm)


@mutant("pcm_to_float", "float32 too: do not scale them")
def asks_for_float64_only(pcm):
    return _but_for(np.float32, lambda pcm: pcm / np.float32(32768))(pcm)


@mutant("pcm_to_float", "float32 too")
def takes_float32_for_done(pcm):
    return _but_for(np.float32, lambda pcm: pcm)(pcm)


@mutant("pcm_to_float", "below -1 must be clipped too")
def clips_the_top(pcm):
    return _but_for(np.float64, lambda pcm: np.minimum(pcm, 1).astype(np.float32))(pcm)


@mutant("pcm_to_float", "tanh changes samples")
def squashes_floats(pcm):
    return _but_for(np.float64, lambda pcm: np.tanh(pcm).astype(np.float32))(pcm)


@mutant("pcm_to_float", "the shape of the samples")
def flattens_the_channels(pcm):
    return _right(pcm).ravel()


@mutant("pcm_to_float", "uint8 samples become float32")
def leaves_bytes_in_doubles(pcm):
    return _but_for(np.uint8, lambda pcm: (pcm.astype(float) - 128) / 128)(pcm)


@mutant("pcm_to_float", "changes its argument")
def clips_float32_in_place(pcm):
    return _but_for(np.float32, lambda pcm: np.clip(pcm, -1, 1, out=pcm))(pcm)


@mutant("to_mono", "only the first channel")
def keeps_the_left(audio):
    return audio if audio.ndim == 1 else audio[:, 0]


@mutant("to_mono", "only the second channel")
def keeps_the_right(audio):
    return audio if audio.ndim == 1 else audio[:, -1]


@mutant("to_mono", "leaves [-1, 1]")
def adds_the_channels(audio):
    return audio if audio.ndim == 1 else audio.sum(axis=1)


@mutant("to_mono", "over the frames")
def averages_the_frames(audio):
    return audio if audio.ndim == 1 else audio.mean(axis=0)


@mutant("to_mono", "one number for the whole recording")
def averages_everything(audio):
    return audio if audio.ndim == 1 else audio.mean()


@mutant("to_mono", "not the largest")
def takes_the_loudest(audio):
    return audio if audio.ndim == 1 else audio.max(axis=1)


@mutant("to_mono", "(frames,) is mono already")
def averages_the_last_axis(audio):
    return audio.mean(axis=-1)


@mutant("to_mono", "changes its argument")
def mixes_in_place(audio):
    if audio.ndim == 1:
        return audio
    audio[:, 0] = audio.mean(axis=1)
    return audio[:, 0].copy()


@mutant("to_mono", "must stay float32")
def mixes_in_float64(audio):
    return audio if audio.ndim == 1 else audio.astype(np.float64).mean(axis=1)


@mutant("to_mono", "channels after the second are left out")
def adds_two_channels(audio):
    return audio if audio.ndim == 1 else (audio[:, 0] + audio[:, 1 % audio.shape[1]]) / 2


@mutant("to_mono", "divided by 2, whatever")
def divides_by_two(audio):
    return audio if audio.ndim == 1 else (audio.sum(axis=1) / 2).astype(audio.dtype)


@mutant("to_mono", "this is the median")
def takes_the_median(audio):
    return audio if audio.ndim == 1 else np.median(audio, axis=1).astype(audio.dtype)


@mutant("to_mono", "the axis of the channels is still there")
def keeps_the_axis(audio):
    return audio if audio.ndim == 1 else audio.mean(axis=1, keepdims=True)


@mutant("to_mono", "what both channels have is lost")
def subtracts_the_channels(audio):
    """The trick that takes the singer out of a song."""
    return audio if audio.ndim == 1 else (audio[:, 0] - audio[:, -1]) / 2


@mutant("to_mono", "reshape mixes frames")
def reshapes(audio):
    return audio if audio.ndim == 1 else audio.reshape(-1, len(audio)).mean(axis=0)


@mutant("to_mono", "one behind the other")
def flattens(audio):
    return audio.ravel()


@mutant("to_mono", "only recordings of two channels were mixed")
def mixes_stereo_only(audio):
    stereo = audio.ndim == 2 and audio.shape[1] == 2
    return audio.mean(axis=1).astype(audio.dtype) if stereo else audio


@mutant("to_mono", "the sum of the channels was clipped")
def clips_the_sum(audio):
    return audio if audio.ndim == 1 else np.clip(audio.sum(axis=1), -1, 1)


@mutant("to_mono", "the signs are lost")
def averages_power(audio):
    return audio if audio.ndim == 1 else np.sqrt(np.square(audio).mean(axis=1))


@mutant("to_mono", "do not normalize")
def makes_it_loud(audio):
    mono = audio if audio.ndim == 1 else audio.mean(axis=1)
    return mono / np.abs(mono).max()


@mutant("to_mono", "gives nothing back")
def returns_from_one_branch(audio):
    if audio.ndim == 2:
        return audio.mean(axis=1)


@mutant("to_mono", "float64 audio must stay float64")
def always_gives_float32(audio):
    return (audio if audio.ndim == 1 else audio.mean(axis=1)).astype(np.float32)
