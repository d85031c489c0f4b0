"""Testing a function on the properties of its exercise, and the table of the results."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from course_utils.checks.properties import Property, Wrong

GREEN, RED = "#00805c", "#c4471a"  # read on white and on black


@dataclass(frozen=True)
class Outcome:
    """The result of one property; `wrong` is None if it holds."""

    title: str
    points: int
    wrong: Wrong | None


@dataclass(frozen=True)
class Report:
    """The results of all properties of one function, shown as a table or as text."""

    name: str
    outcomes: Sequence[Outcome]

    @property
    def possible(self) -> int:
        """Points of a right answer."""
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def earned(self) -> int:
        """Points of the properties that hold."""
        return sum(outcome.points for outcome in self.outcomes if outcome.wrong is None)

    @property
    def headline(self) -> str:
        """Name and points, in one line."""
        done = " - all passed" if self.earned == self.possible else ""
        return f"{self.name}: {self.earned} of {_points(self.possible)}{done}"

    def __str__(self) -> str:
        """The table as plain text."""
        lines = [self.headline]
        for outcome in self.outcomes:
            mark = "✓" if outcome.wrong is None else "✗"
            lines.append(f"  {mark} {outcome.title} ({_points(outcome.points)})")
            lines += [f"      {label}{text}" for label, text in _explanation(outcome)]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_) -> dict:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        rows = "".join(_html_row(outcome) for outcome in self.outcomes)
        color = GREEN if self.earned == self.possible else RED
        return (
            f'<table class="course-check" style="text-align:left; border-left:6px solid {color}">'
            f'<caption style="text-align:left; font-weight:bold">{escape(self.headline)}</caption>'
            f"<tbody>{rows}</tbody></table>"
        )


def try_properties(function: Callable, properties: Sequence[Property]) -> Report:
    """Tests every property; an exception of the function becomes a message, not a traceback."""
    outcomes = [Outcome(p.title, p.points, _try(function, p)) for p in properties]
    return Report(function.__name__, outcomes)


def _try(function: Callable, tried: Property) -> Wrong | None:
    try:
        tried.test(function)
    except Wrong as wrong:
        return wrong
    except NotImplementedError as error:
        return Wrong(_not_written(function, error))
    except KeyboardInterrupt:
        return Wrong("you stopped it: does a loop in your function never end?")
    except (Exception, SystemExit) as error:
        return Wrong(f"your function raised {_where(function, error)}")
    return None


def _not_written(function: Callable, error: NotImplementedError) -> str:
    raised_in = getattr(error, "raised_in", None)  # an error from another process says it itself
    unwritten = raised_in or traceback.extract_tb(error.__traceback__)[-1].name
    code = getattr(function, "__code__", None)
    if unwritten == (code.co_name if code else function.__name__):
        return "not written yet: replace `raise NotImplementedError()` with your lines"
    return f"it calls `{unwritten}`, which is not written yet"


def _where(function: Callable, error: BaseException) -> str:
    line = getattr(error, "line", None) or _line(function, error)
    return f"{type(error).__name__}{f' at `{line}`' if line else ''}: {error}"


def _line(function: Callable, error: BaseException) -> str | None:
    """The last line of the function's file that ran."""
    source = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == source]
    return frames[-1].line if frames else None


def _explanation(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.wrong is None:
        return []
    wrong = outcome.wrong
    rows = [("", wrong.mistake), ("given:    ", wrong.given), ("expected: ", wrong.expected)]
    return [(label, text) for label, text in rows if text]


def _html_row(outcome: Outcome) -> str:
    passed = outcome.wrong is None
    mark, color, kind = ("✓", GREEN, "pass") if passed else ("✗", RED, "fail")
    title = escape(outcome.title) if passed else f"<b>{escape(outcome.title)}</b>"
    details = "".join(
        f"<br>{label}<code>{escape(text)}</code>" if label else f"<br>{escape(text)}"
        for label, text in _explanation(outcome)
    )
    return (
        f'<tr class="{kind}" style="vertical-align:top">'
        f'<td style="color:{color}; font-weight:bold">{mark}</td>'
        f'<td style="text-align:left">{title}{details}</td>'
        f'<td style="white-space:nowrap">{_points(outcome.points)}</td></tr>'
    )


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"
