import ctypes
import ctypes.util
import struct

import pytest

from course_utils.classroom.sandbox.syscalls import (
    CLONE,
    CLONE3,
    MACHINES,
    MMAP,
    REFUSED,
    seccomp_filter,
)

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALL = REFUSED | {"clone": CLONE, "clone3": CLONE3, "mmap": MMAP}


@pytest.fixture(scope="module")
def libseccomp():
    name = ctypes.util.find_library("seccomp")
    if name is None:
        pytest.skip("libseccomp, which knows the numbers, is not installed")
    library = ctypes.CDLL(name)
    library.seccomp_syscall_resolve_name_arch.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    return library


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ALL)
def test_the_numbers_are_those_of_libseccomp(libseccomp, machine, name):
    number = ALL[name][MACHINES.index(machine)]
    resolve = libseccomp.seccomp_syscall_resolve_name_arch
    known = resolve(ARCHITECTURES[machine], name.encode())
    assert known == number or (number is None and known < 0)


def outcome(program, architecture, number, arguments=()):
    """What the kernel would do: an independent reading of classic BPF."""
    words = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("=IIQ6Q", number, architecture, 0, *words)
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x54:
            accumulator &= value
        else:
            tests = {0x15: accumulator == value, 0x35: accumulator >= value}
            holds = tests.get(code, accumulator & value != 0)
            at += if_true if holds else if_false


ALLOWED, REFUSED_NOW, MISSING, KILLED = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_named_calls_are_refused(machine):
    program, column = seccomp_filter(machine), MACHINES.index(machine)
    found = {
        number
        for number in range(500)
        if outcome(program, ARCHITECTURES[machine], number, (0x10000,)) == REFUSED_NOW
    }
    assert found == {numbers[column] for numbers in REFUSED.values()} - {None}
    assert outcome(program, ARCHITECTURES[machine], CLONE3[column]) == MISSING
    assert outcome(program, ARCHITECTURES[machine], 0x40000000 + 500) == REFUSED_NOW
    for other in {*ARCHITECTURES.values(), 0x40000003} - {ARCHITECTURES[machine]}:
        assert outcome(program, other, 1) == KILLED


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        (CLONE, (0x3D0F00,), ALLOWED),  # a thread, as the C library starts it
        (CLONE, (17,), REFUSED_NOW),  # fork
        (CLONE, (0x4111,), REFUSED_NOW),  # vfork
        (CLONE, (0x10000000,), REFUSED_NOW),  # a user namespace
        (MMAP, (0, 4096, 3, 0x22), ALLOWED),  # private, without a file
        (MMAP, (0, 4096, 3, 0x20022), ALLOWED),  # a thread's stack
        (MMAP, (0, 4096, 3, 0x01), ALLOWED),  # a shared file
        (MMAP, (0, 4096, 3, 0x21), REFUSED_NOW),  # shared, without a file
        (MMAP, (0, 4096, 3, 0x23), REFUSED_NOW),
        (MMAP, (0, 4096, 3, 0x122), REFUSED_NOW),  # a stack that grows
    ],
)
def test_threads_and_private_memory_are_allowed(machine, call, arguments, expected):
    number = call[MACHINES.index(machine)]
    assert outcome(seccomp_filter(machine), ARCHITECTURES[machine], number, arguments) == expected


def test_other_machines_are_named():
    with pytest.raises(ValueError, match="not for riscv64"):
        seccomp_filter("riscv64")
