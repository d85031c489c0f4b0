"""A Dask cluster as an executor of `concurrent.futures`: what several machines make together."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager

PATIENCE_S = 20


class ClusterExecutor(Executor):
    """Runs tasks on the workers of a Dask cluster; those of a worker that is lost run on another.

    Args:
        client: A `distributed.Client`; it stays open.
    """

    def __init__(self, client):
        self._client = client
        self._executor = client.get_executor()

    @property
    def jobs(self) -> int:
        """How many tasks run at a time; at least 1."""
        return max(1, sum(self._client.nthreads().values()))

    def submit(self, task: Callable, /, *arguments, **named) -> Future:
        """Has `task(*arguments, **named)` run by a worker."""
        return self._executor.submit(task, *arguments, **named)

    def share(self, value: object) -> object:
        """Sends a value to all workers; what it returns stands for it in the arguments of tasks."""
        return self._client.scatter(value, broadcast=True, hash=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the work that was handed in."""
        self._executor.shutdown(wait=wait)


def dask_client(address: str):
    """The `distributed.Client` of the cluster whose scheduler has an address.

    Raises:
        ValueError: Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ValueError("--address needs Dask: pip install -e .[cluster]") from None
    try:
        return Client(address, timeout=PATIENCE_S)
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None


@contextmanager
def cluster_at(address: str | None) -> Iterator[ClusterExecutor | None]:
    """Gives the executor of the cluster whose scheduler has an address; None for no address.

    Raises:
        ValueError: As `dask_client`.
    """
    if address is None:
        yield None
        return
    with dask_client(address) as client, ClusterExecutor(client) as executor:
        yield executor
