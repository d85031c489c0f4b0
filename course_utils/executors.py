"""A Dask cluster as an executor of `concurrent.futures`: several machines share the work."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager

CONNECT_TIMEOUT_S = 20


class ClusterExecutor(Executor):
    """Runs tasks on the workers of a Dask cluster; if a worker is lost, its tasks run on another.

    Args:
        client: A `distributed.Client`; it stays open.
    """

    def __init__(self, client):
        self._client = client
        self._executor = client.get_executor()

    @property
    def jobs(self) -> int:
        """Number of tasks that run at a time; at least 1."""
        return max(1, sum(self._client.nthreads().values()))

    def submit(self, task: Callable, /, *arguments, **named) -> Future:
        """Runs `task(*arguments, **named)` on a worker."""
        return self._executor.submit(task, *arguments, **named)

    def share(self, value: object) -> object:
        """Sends a value to all workers; returns a reference that tasks take as an argument."""
        return self._client.scatter(value, broadcast=True, hash=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Shuts the executor down; the client stays open."""
        self._executor.shutdown(wait=wait)


def dask_client(address: str):
    """The `distributed.Client` of the cluster with this scheduler address.

    Raises:
        ValueError: Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ValueError("--address needs Dask: pip install -e .[cluster]") from None
    try:
        return Client(address, timeout=CONNECT_TIMEOUT_S)
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None


@contextmanager
def cluster_at(address: str | None) -> Iterator[ClusterExecutor | None]:
    """Gives the executor of the cluster with this scheduler address; None if there is no address.

    Raises:
        ValueError: As `dask_client`.
    """
    if address is None:
        yield None
        return
    with dask_client(address) as client, ClusterExecutor(client) as executor:
        yield executor
