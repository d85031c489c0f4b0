"""What a submission prints: kept up to a length, then dropped."""

import io


class Output(io.TextIOBase):
    """A text stream that keeps the first characters written to it.

    Args:
        characters: How many it keeps.
    """

    def __init__(self, characters: int):
        super().__init__()
        self._characters = characters
        self.take()

    def take(self) -> str:
        """What was written since this was last asked."""
        text = "".join(getattr(self, "_parts", []))
        self._parts, self._left = [], self._characters
        return text

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Keeps as much of a text as there is room for."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        return len(text)
