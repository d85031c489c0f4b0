"""The two kernelspecs that the notebooks run on: `course` and `course-gpu`.

KERAS_BACKEND and CUDA_VISIBLE_DEVICES are not in them, so those of the caller pass through.
"""

from pathlib import Path

KERNELS = {
    "course": ("Course", {}),
    "course-gpu": ("Course (GPU required)", {"COURSE_REQUIRE_GPU": "1"}),
}
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}


def install_kernels(prefix: str | Path) -> list[Path]:
    """Writes the kernelspecs below `prefix/share/jupyter/kernels`; returns their folders."""
    from ipykernel.kernelspec import install

    return [
        Path(
            install(
                kernel_name=name,
                display_name=title,
                prefix=str(prefix),
                env=QUIET | needs,
                frozen_modules=True,
            )
        )
        for name, (title, needs) in KERNELS.items()
    ]
