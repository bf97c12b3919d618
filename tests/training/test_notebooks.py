"""The notebooks run from top to bottom, on a few toy digits, and are stored as they should be."""

import ast
import importlib.util
import re
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from training import data

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "training" / "notebooks").glob("*.ipynb"))
LARGEST = 1_500_000  # bytes

without_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="PyTorch is not installed: pip install -r training/notebooks/requirements.txt",
)
MARKS = {"resnet_pytorch": [without_torch]}


def notebooks() -> list[object]:
    return [pytest.param(path, id=path.stem, marks=MARKS.get(path.stem, [])) for path in NOTEBOOKS]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Jupyter's own
@pytest.mark.parametrize("path", notebooks())
def test_it_runs_from_top_to_bottom(
    path: Path, mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.pop("outputs", None)
        if cell.cell_type == "code":
            cell.outputs = []
    # The kernel is another process: there, too, the toy digits' checksums are those expected.
    toy = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"from training import data; from training.data import File\ndata.FILES = {data.FILES!r}"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(toy))
    monkeypatch.setenv("DIGITS_DATA", str(mnist_folder))
    monkeypatch.setenv("NOTEBOOK_DIGITS", "300")
    monkeypatch.setenv("NOTEBOOK_CHECKPOINT", str(tmp_path / "checkpoint.pt"))
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": path.parent}})
    client.execute()  # Raises with the cell and the traceback if one fails.
    pictures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert pictures, "its figures are shown"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_small_and_says_nothing_of_the_machine_it_ran_on(path: Path) -> None:
    stored = path.read_text(encoding="utf-8")
    assert len(stored) < LARGEST
    assert not re.search(r"/(tmp|home|root|Users|work)/|site-packages|Warning", stored)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_as_it_ran_in_one_go(path: Path) -> None:
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(output.output_type == "error" for cell in cells for output in cell.outputs)


def test_the_code_it_shows_is_the_projects_as_it_stands() -> None:
    """Indented as in the file, or it would be no Python; and no older than the file."""
    path = ROOT / "training" / "notebooks" / "numpy_from_scratch.ipynb"
    shown = [
        output.data["text/markdown"].removeprefix("```python\n").removesuffix("```")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    files = [file.read_text(encoding="utf-8") for file in ROOT.glob("[mt]*/*.py")]
    assert shown
    for code in shown:
        ast.parse(code)
        as_in_a_class = textwrap.indent(code, "    ")
        assert any(code in file or as_in_a_class in file for file in files), code


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_not_installed_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "torch" if "pytorch" in path.stem else "matplotlib.pyplot"
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.chdir(path.parent)
    first = next(c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
    with pytest.raises(SystemExit, match=rf"{missing} is not installed: pip install -r training/"):
        exec(first.source.partition("%matplotlib")[0], {})
