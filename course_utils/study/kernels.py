"""The two kernelspecs that the notebooks run on: `course` and `course-gpu`.

KERAS_BACKEND and CUDA_VISIBLE_DEVICES are not in them, so those of the caller pass through.
"""

from pathlib import Path

# The same on every run and nearly the same as on a CPU, with TensorFlow and with JAX.
ON_A_GPU = {
    "COURSE_REQUIRE_GPU": "1",
    # memory as it is needed, not nearly all at once: several notebooks share a GPU
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    # no operation whose sums depend on the order in which threads finish, nor on what was fastest
    "TF_DETERMINISTIC_OPS": "1",
    # with it Keras leaves XLA out for TensorFlow, and would say so of every model
    "PYTHONWARNINGS": "ignore:Model doesn't support:UserWarning",
    "XLA_FLAGS": "--xla_gpu_deterministic_ops=true --xla_gpu_autotune_level=0",
    # float32 products with all their 24 bits, not the 11 of TF32
    "NVIDIA_TF32_OVERRIDE": "0",
    "JAX_DEFAULT_MATMUL_PRECISION": "highest",
}
KERNELS = {
    "course": ("Course", {}),
    "course-gpu": ("Course (GPU required)", ON_A_GPU),
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
