"""What one submission may use up while it is graded."""

from dataclasses import dataclass

from course_utils.validation import require_positive


@dataclass(frozen=True)
class Limits:
    """Bounds for one submission; the defaults are far above what honest answers need.

    Attributes:
        memory_mb: Memory that it may fill. TensorFlow, Keras and a small model take 400 MB.
        cell_s: Seconds for one cell; the first one may import TensorFlow.
        call_s: Seconds for one call of a function.
        total_s: Seconds for the whole submission.
        output_kb: Printed text that is kept.
        files_mb: Size of its folder, the only place that it may write to.
        processes: Threads at a time; it may start no process at all.
    """

    memory_mb: int = 2048
    cell_s: float = 60
    call_s: float = 10
    total_s: float = 300
    output_kb: int = 64
    files_mb: int = 64
    processes: int = 512

    def __post_init__(self):
        """Raises ValueError for what is no limit."""
        require_positive(**vars(self))
