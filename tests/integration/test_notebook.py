"""The notebook runs from top to bottom on the sample study."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_notebook_runs_and_shows_tables_and_plots(sample_study: Path, repo: Path):
    shutil.copy(repo / "reports" / "verkenning.ipynb", sample_study / "reports")
    notebook = nbformat.read(sample_study / "reports" / "verkenning.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": sample_study / "reports"}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert any("gecodeerd: 0 | ongewijzigd: 10" in output.get("text", "") for output in outputs)


def test_notebook_is_stored_without_outputs(repo: Path):
    notebook = nbformat.read(repo / "reports" / "verkenning.ipynb", as_version=4)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells)
