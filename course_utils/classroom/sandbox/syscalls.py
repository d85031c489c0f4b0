"""The system calls that a submission may not make, as a seccomp filter for the Linux kernel.

A sandbox of namespaces bounds what a process sees, not how many processes it starts or what parts
of the kernel it tries. `RLIMIT_NPROC` bounds no process of root, and a grader in a container is
mostly root. So starting a process is refused here; threads are not. Two kinds of memory escape
`RLIMIT_DATA` and are refused too: shared memory without a file, and stacks that grow by themselves.

The filter is classic BPF as in the kernel's Documentation/userspace-api/seccomp_filter.rst.
"""

import errno
import platform
import struct

# name: number on x86_64, number on aarch64 (None: there is no such call)
REFUSED = {
    # other processes
    **{"fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281)},
    **{"ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271)},
    **{"pidfd_getfd": (438, 438), "kcmp": (312, 272), "process_madvise": (440, 440)},
    # other namespaces and file systems
    **{"unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39)},
    **{"pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428)},
    **{"move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431)},
    **{"fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442)},
    **{"name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265)},
    # memory that no limit counts
    **{"memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194)},
    **{"msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180)},
    # the network; a pair of connected sockets, as asyncio needs it, is no network
    **{"socket": (41, 198)},
    # parts of the kernel that no answer needs
    **{"bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282)},
    **{"io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "keyctl": (250, 219)},
    **{"io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218)},
    **{"init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106)},
    **{"kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142)},
    **{"swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "syslog": (103, 116)},
    **{"quotactl": (179, 60), "settimeofday": (164, 170), "clock_settime": (227, 112)},
    **{"clock_adjtime": (305, 266), "adjtimex": (159, 171), "personality": (135, 92)},
    **{"fanotify_init": (300, 262)},
}
CLONE, CLONE3, MMAP = (56, 220), (435, 435), (9, 222)
MACHINES = ("x86_64", "aarch64")

_AUDIT_ARCH = (0xC000003E, 0xC00000B7)
_CLONE_THREAD = 0x10000
_MAP_SHARED_ANONYMOUS, _MAP_GROWSDOWN = 0x21, 0x100
_X32 = 0x40000000  # x86_64's calls with 32-bit pointers begin here, so no number above is refused
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # in struct seccomp_data


def seccomp_filter(machine: str | None = None) -> bytes:
    """The filter as the kernel reads it: 8 bytes an instruction.

    Args:
        machine: One of `MACHINES`; default this one.

    Raises:
        ValueError: The filter is not written for this machine.
    """
    machine = machine or platform.machine()
    if machine not in MACHINES:
        raise ValueError(f"the sandbox is made for {' and '.join(MACHINES)}, not for {machine}")
    column = MACHINES.index(machine)
    refused = [numbers[column] for numbers in REFUSED.values() if numbers[column] is not None]
    return b"".join(
        [
            _step(_LOAD, _ARCH_AT),
            _step(_EQUAL, _AUDIT_ARCH[column], 1, 0),
            _step(_RETURN, _KILL),
            _step(_LOAD, _NUMBER_AT),
            *_refuse_if(_AT_LEAST, _X32),
            *(step for number in refused for step in _refuse_if(_EQUAL, number)),
            # the C library then falls back to clone, whose flags a filter can read
            *_refuse_if(_EQUAL, CLONE3[column], errno.ENOSYS),
            # every process but a thread of this one
            _step(_EQUAL, CLONE[column], 0, 4),
            _step(_LOAD, _argument(0)),
            _step(_ANY_BIT, _CLONE_THREAD, 1, 0),
            _step(_RETURN, _ERROR | errno.EPERM),
            _step(_RETURN, _ALLOW),
            _step(_EQUAL, MMAP[column], 0, 6),
            _step(_LOAD, _argument(3)),
            *_refuse_if(_ANY_BIT, _MAP_GROWSDOWN),
            _step(_AND, _MAP_SHARED_ANONYMOUS),
            *_refuse_if(_EQUAL, _MAP_SHARED_ANONYMOUS),
            _step(_RETURN, _ALLOW),
        ]
    )


def _refuse_if(compare: int, value: int, error: int = errno.EPERM) -> list[bytes]:
    return [_step(compare, value, 0, 1), _step(_RETURN, _ERROR | error)]


def _argument(index: int) -> int:
    """Where the lower half of an argument stands; both machines put it first."""
    return _FIRST_ARGUMENT_AT + 8 * index


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; the jumps count the instructions to skip."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
