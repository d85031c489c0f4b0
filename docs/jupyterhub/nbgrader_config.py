"""nbgrader for everyone on the server: where assignments are handed out and in."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "autumn"  # as in `course classroom init --class autumn`
c.Exchange.root = "/srv/nbgrader/exchange"
c.Exchange.timezone = "UTC"
