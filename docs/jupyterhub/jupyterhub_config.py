"""JupyterHub for one class on one server; README.md beside it says what lies where."""

from pathlib import Path

c = get_config()  # noqa: F821

TEACHERS = {"teacher"}
COURSES = Path("/opt/course")

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # a web server with TLS stands before it
c.Authenticator.admin_users = TEACHERS
c.Authenticator.allow_all = True  # everyone with an account on this server

c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"
c.Spawner.http_timeout = c.Spawner.start_timeout = 120  # a busy server in the first lesson
c.Spawner.environment = {"OMP_NUM_THREADS": "2", "TF_NUM_INTRAOP_THREADS": "2"}


def choose_edition(spawner) -> None:
    """Students run the edition without solutions, teachers the repository."""
    edition = "teacher" if spawner.user.name in TEACHERS else "student"
    programs = COURSES / edition / ".venv" / "bin"
    spawner.cmd = [str(programs / "jupyterhub-singleuser")]
    spawner.environment = {
        **spawner.environment,
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
    }


c.Spawner.pre_spawn_hook = choose_edition
