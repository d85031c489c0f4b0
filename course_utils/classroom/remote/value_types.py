"""The kinds of values that pass by value between grader and submission: how each becomes a tree.

Where a value comes from a submission, `decode` takes nothing on trust: lengths, types and ranges
are checked, no class is imported, and nothing of the submission's is called.
"""

import math
import re
import sys
from collections import Counter
from collections.abc import Callable
from types import EllipsisType, SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from course_utils.classroom.remote.framing import BYTES_LIMIT, MessageError

LONGEST_RANGE = 1_000_000  # it takes a line to write and gigabytes to make an array of
DTYPE = re.compile(r"[<>|]?[biufcSU]\d+")


class Kind(NamedTuple):
    """How values of a kind become trees.

    Attributes:
        matches: Whether a value is of this kind.
        encode: From a value, and the function that encodes its parts, to a list.
        decode: From the function that decodes parts, and the elements of that list, to a value.
        mutable: Whether a function that is given such a value can change it.
    """

    matches: Callable
    encode: Callable
    decode: Callable
    mutable: bool = False


def _is(*types) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


def _keras_has(check: str) -> Callable[[Any], bool]:
    """Whether Keras has been imported and says so of a value."""

    def matches(value):
        keras = sys.modules.get("keras")
        ops = getattr(keras, "ops", None)
        if ops is None or isinstance(value, np.ndarray):
            return False
        symbolic = isinstance(value, keras.KerasTensor)
        return symbolic if check == "symbolic" else ops.is_tensor(value) and not symbolic

    return matches


def _is_array_like(value) -> bool:
    """Tensors and variables of any library; not classes, which have the methods of instances."""
    return not isinstance(value, type) and callable(getattr(value, "__array__", None))


def _encode_dict(value, inner):
    return [[inner(key), inner(part)] for key, part in value.items()]


def _decode_dict(inner, *parts):
    return {inner(key): inner(part) for key, part in parts}


def _encode_array(value, inner):
    value = np.asarray(value)
    if value.dtype.kind == "O":
        return [None, list(value.shape), [inner(part) for part in value.ravel()]]
    if not DTYPE.fullmatch(value.dtype.str):
        value = value.astype(np.float32)  # bfloat16 and its like
    if value.nbytes > BYTES_LIMIT:
        raise MessageError(f"an array of {value.nbytes / 2**20:.0f} MB is too large")
    return [value.dtype.str, list(value.shape), value.tobytes()]


def _decode_array(inner, dtype, shape, content):
    if not all(type(n) is int and n >= 0 for n in shape) or len(shape) > 32:
        raise MessageError(f"an array cannot have the shape {shape}")
    if dtype is None:
        if len(content) != math.prod(shape):
            raise MessageError("an array has another number of elements than its shape says")
        array = np.empty(len(content), object)
        for place, part in enumerate(content):
            array[place] = inner(part)
        return array.reshape(shape)
    return np.frombuffer(content, _dtype(dtype)).reshape(shape).copy()


def _dtype(name: str) -> np.dtype:
    if not DTYPE.fullmatch(name):
        raise MessageError(f"{name[:20]!r} is no type of elements that can be sent")
    return np.dtype(name)


def _decode_scalar(inner, dtype, shape, content):
    return _decode_array(inner, dtype, shape, content)[()]


def _decode_tensor(inner, *parts):
    """A tensor, or the array where nothing has imported Keras: then nothing asks for tensors."""
    array = _decode_array(inner, *parts)
    keras = sys.modules.get("keras")
    return array if keras is None else keras.ops.convert_to_tensor(array)


def _encode_symbolic(value, _):
    return [list(value.shape), str(value.dtype)]


def _decode_symbolic(_, shape, dtype):
    if not all(n is None or type(n) is int for n in shape):
        raise MessageError(f"a tensor cannot have the shape {shape}")
    keras = sys.modules.get("keras")
    kind = SimpleNamespace if keras is None else keras.KerasTensor
    return kind(shape=tuple(shape), dtype=str(dtype))


def _short(numbers: range) -> range:
    if len(numbers) > LONGEST_RANGE:
        raise MessageError(f"a range of {len(numbers):,} numbers is too long")
    return numbers


def _encode_range(value, _):
    return [_short(value).start, value.stop, value.step]


def _is_sound(value) -> bool:
    pydub = sys.modules.get("pydub")
    return pydub is not None and isinstance(value, pydub.AudioSegment)


def _encode_sound(value, _):
    return [value.raw_data, value.sample_width, value.frame_rate, value.channels]


def _decode_sound(_, content, sample_width, frame_rate, channels):
    if sample_width not in (1, 2, 4) or not 0 < channels <= 8 or not 0 < frame_rate < 2**20:
        raise MessageError("a sound has an impossible format")
    if len(content) % (sample_width * channels):
        raise MessageError("a sound has a part of a frame")
    from course_utils.audio.pydub_audio import AudioSegment

    return AudioSegment(
        bytes(content),
        sample_width=int(sample_width),
        frame_rate=int(frame_rate),
        channels=int(channels),
    )


def _encode_namespace(value, inner):
    return [[name, inner(part)] for name, part in vars(value).items()]


def _decode_namespace(inner, *parts):
    return SimpleNamespace(**{str(name): inner(part) for name, part in parts})


KINDS = {
    "bool": Kind(_is(bool), lambda v, _: [bool(v)], lambda _, v: bool(v)),
    "scalar": Kind(_is(np.generic), _encode_array, _decode_scalar),
    "int": Kind(_is(int), lambda v, _: [int(v)], lambda _, v: int(v)),
    "float": Kind(_is(float), lambda v, _: [float(v)], lambda _, v: float(v)),
    "complex": Kind(_is(complex), lambda v, _: [v.real, v.imag], lambda _, r, i: complex(r, i)),
    "str": Kind(_is(str), lambda v, _: [str.__str__(v)], lambda _, v: str(v)),
    "bytes": Kind(_is(bytes, bytearray), lambda v, _: [bytes(v)], lambda _, v: v + b""),
    "list": Kind(
        _is(list),
        lambda v, inner: [inner(part) for part in v],
        lambda inner, *parts: [inner(part) for part in parts],
        mutable=True,
    ),
    "tuple": Kind(
        _is(tuple),
        lambda v, inner: [inner(part) for part in v],
        lambda inner, *parts: tuple(inner(part) for part in parts),
    ),
    "counter": Kind(
        _is(Counter), _encode_dict, lambda *args: Counter(_decode_dict(*args)), mutable=True
    ),
    "dict": Kind(_is(dict), _encode_dict, _decode_dict, mutable=True),
    "frozenset": Kind(
        _is(frozenset),
        lambda v, inner: [inner(part) for part in v],
        lambda inner, *parts: frozenset(inner(part) for part in parts),
    ),
    "set": Kind(
        _is(set),
        lambda v, inner: [inner(part) for part in v],
        lambda inner, *parts: {inner(part) for part in parts},
        mutable=True,
    ),
    "slice": Kind(
        _is(slice),
        lambda v, inner: [inner(v.start), inner(v.stop), inner(v.step)],
        lambda inner, *parts: slice(*map(inner, parts)),
    ),
    "range": Kind(_is(range), _encode_range, lambda _, *parts: _short(range(*parts))),
    "ellipsis": Kind(_is(EllipsisType), lambda *_: [], lambda _: ...),
    "dtype": Kind(_is(np.dtype), lambda v, _: [v.str], lambda _, name: _dtype(name)),
    "array": Kind(_is(np.ndarray), _encode_array, _decode_array, mutable=True),
    "symbolic": Kind(_keras_has("symbolic"), _encode_symbolic, _decode_symbolic),
    "tensor": Kind(_keras_has("numbers"), _encode_array, _decode_tensor),
    "sound": Kind(_is_sound, _encode_sound, _decode_sound),
    "namespace": Kind(_is(SimpleNamespace), _encode_namespace, _decode_namespace),
    "arraylike": Kind(_is_array_like, _encode_array, _decode_tensor),
}


def kind_of(value: Any) -> str | None:
    """The kind by which a value goes by value, or None."""
    return next((name for name, kind in KINDS.items() if kind.matches(value)), None)


def overwrite(value: Any, new: Any) -> None:
    """Gives a value the content of another one of its kind; if they are none, nothing happens."""
    if isinstance(value, np.ndarray) and isinstance(new, np.ndarray):
        if (value.shape, value.dtype) == (new.shape, new.dtype) and value.flags.writeable:
            value[...] = new
    elif isinstance(value, list) and isinstance(new, list):
        value[:] = new
    elif isinstance(value, (dict, set)) and type(value) is type(new):
        value.clear()
        value.update(new)
