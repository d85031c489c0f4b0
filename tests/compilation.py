"""How networks are compiled: those of unit tests in haste, those of notebooks well.

Compiling a tiny network well takes longer than training it. So unit tests do without XLA, and with
JAX, which cannot, XLA optimizes nothing.
"""

IN_HASTE = {"COURSE_XLA": "0", "XLA_FLAGS": "--xla_backend_optimization_level=0"}
