"""The two kernelspecs that the notebooks run on: `course` and `course-gpu`.

They do not set KERAS_BACKEND and CUDA_VISIBLE_DEVICES, so those of the caller apply.
"""

from pathlib import Path

# Every run computes the same, and nearly the same as a CPU, on TensorFlow and on JAX.
ON_A_GPU = {
    "COURSE_REQUIRE_GPU": "1",
    # allocate memory as needed: several notebooks share a GPU
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    # no operation whose result depends on the order of threads, or on which algorithm was fastest
    "TF_DETERMINISTIC_OPS": "1",
    # Keras then compiles TensorFlow models without XLA, and would warn about each of them
    "PYTHONWARNINGS": "ignore:Model doesn't support:UserWarning",
    "XLA_FLAGS": "--xla_gpu_deterministic_ops=true --xla_gpu_autotune_level=0",
    # multiply float32 with all 24 bits of the significand, not with the 11 of TF32
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
