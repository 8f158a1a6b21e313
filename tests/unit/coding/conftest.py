"""What the tests of the coding stage share: an encoder that is real but small, and a model without one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pipeline.cli import _main
from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Encode

WIDTH = 48


def hashed_characters(texts: Sequence[str]) -> Floats:
    """Return an n x 48 array of unit vectors: how often each three characters occur, hashed."""
    return np.array([_hashed(text) for text in texts], dtype=np.float32).reshape(-1, WIDTH)


@lru_cache(maxsize=10_000)
def _hashed(text: str) -> Floats:
    padded = f"  {text.lower()}  ".encode("utf-8", "surrogatepass")
    places = [crc32(padded[start : start + 3]) % WIDTH for start in range(len(padded) - 2)]
    counts = np.bincount(places, minlength=WIDTH)
    return counts / np.linalg.norm(counts)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Sums as small as these take longer in several threads than in one."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Give texts vectors without the encoder that ships."""
    return hashed_characters


@pytest.fixture(scope="session")
def model_without_encoder(tiny_codebook_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model folder that the train command makes of the small codebook, without the encoder that ships."""
    root = tmp_path_factory.mktemp("without_encoder")
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "factorwijzer.toml").write_text('[taal]\nencoder = "geen"\n', encoding="utf-8")
    assert _main(["train", "--study", str(root)]) == 0
    return root / "model"
