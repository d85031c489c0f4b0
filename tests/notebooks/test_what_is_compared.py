"""What a network has learned here differs on other hardware: asserted, and not compared."""

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
NOT_COMPARED = "nbval-ignore-output"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_not_compared_is_asserted(path):
    cells = nbformat.read(path, as_version=4).cells
    tagged = [cell for cell in cells if NOT_COMPARED in cell.metadata.get("tags", [])]
    assert [cell.source for cell in tagged if "\nassert " not in cell.source] == []
