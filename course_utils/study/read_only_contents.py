"""How JupyterLab reads and saves files: the worked-out notebooks can be run, but not saved.

JupyterLab saves a notebook soon after it is opened. A worked-out notebook that was only read would
then have local changes, and `git pull` could not bring the next version of the course.
"""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

WORKED_OUT = "notebooks/"


class CourseContentsManager(AsyncLargeFileManager):
    """Jupyter's own contents manager, but notebooks/ is read-only."""

    async def get(self, path: str, *args, **kwargs) -> dict:
        """Returns the model of a file or folder; JupyterLab saves only what is `writable`."""
        model = await super().get(path, *args, **kwargs)
        return model | {"writable": False} if is_worked_out(path) else model

    async def save(self, model: dict, path: str = "") -> dict:
        """Saves a file.

        Raises:
            HTTPError: 403, for a worked-out notebook.
        """
        if is_worked_out(path):
            raise HTTPError(403, f"{path} is the worked-out edition: work in workspace/ instead")
        return await super().save(model, path)


def is_worked_out(path: str) -> bool:
    """Whether a path below the course's folder lies in notebooks/."""
    return path.strip("/").startswith(WORKED_OUT)
