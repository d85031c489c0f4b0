"""Files as JupyterLab sees them in the course: the worked-out notebooks can be run, not saved.

JupyterLab saves a notebook by itself soon after it was opened. A notebook that was only read would
then differ from the course's own, and the next version of the course could not be pulled.
"""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

WORKED_OUT = "notebooks/"


class CourseContentsManager(AsyncLargeFileManager):
    """Jupyter's own manager of files, except that notebooks/ is read-only."""

    async def get(self, path: str, *args, **kwargs) -> dict:
        """The model of a file or folder; JupyterLab does not save what is not `writable`."""
        model = await super().get(path, *args, **kwargs)
        return model | {"writable": False} if is_worked_out(path) else model

    async def save(self, model: dict, path: str = "") -> dict:
        """Saves a file.

        Raises:
            HTTPError: 403, if it is one of the worked-out notebooks.
        """
        if is_worked_out(path):
            raise HTTPError(403, f"{path} is the worked-out edition: work in workspace/ instead")
        return await super().save(model, path)


def is_worked_out(path: str) -> bool:
    """Whether a path below the course's folder lies in notebooks/."""
    return path.strip("/").startswith(WORKED_OUT)
