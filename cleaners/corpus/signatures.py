"""MinHash signatures of stories: how alike two texts are, from a few hundred bytes of each.

The library is rensa: MinHash in Rust, no dependencies of its own, and it signs a story about a hundred
times faster than datasketch, which needs scipy. Its own index lives in memory only; ours is in
`duplicates.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

SHINGLE_WORDS = 5
PERMUTATIONS = 128
"""The estimate of a Jaccard similarity of 0.5 has a standard error of 0.044."""
BANDS = 32
"""Of 4 values each: a pair of similarity 0.5 shares a band with probability 0.87, 0.6 with 0.99, 0.2 with
0.05.
"""
SEED = 1
VERSION = f"rensa-r{RMinHash.ALGORITHM_VERSION}/{SHINGLE_WORDS}/{PERMUTATIONS}/{BANDS}/{SEED}/fold-1/words"
"""Signatures of different versions cannot be compared."""

Signature = NDArray[np.uint32]


def digest(normalised: str) -> bytes:
    """16 bytes, equal for texts that are equal once normalised."""
    return blake2b(normalised.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sign(normalised: Sequence[str]) -> list[Signature]:
    """A signature of PERMUTATIONS values a text. Texts below SHINGLE_WORDS words are one shingle."""
    shingles = [_shingle(text.split()) for text in normalised]
    if not shingles:
        return []
    rows = RMinHash.digests_from_token_sets(shingles, PERMUTATIONS, SEED)
    return [np.asarray(row, dtype=np.uint32) for row in rows]


def band_keys(signature: Signature) -> list[int]:
    """One key a band, as SQLite's signed 64-bit integers. Two texts that share a key are worth comparing."""
    width = PERMUTATIONS // BANDS
    raw = signature.astype("<u4").tobytes()
    size = width * 4
    keys = (
        blake2b(raw[i * size : (i + 1) * size], digest_size=8, person=i.to_bytes(2, "little"))
        for i in range(BANDS)
    )
    return [int.from_bytes(key.digest(), "little", signed=True) for key in keys]


def measure_similarity(one: Signature, others: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of one signature to each row of `others`, 0..1."""
    return np.asarray((others == one).mean(axis=1), dtype=np.float64)


def measure_containment(
    similarities: NDArray[np.float64], words: int, others: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Estimated share of the shorter text's shingles that the longer one has too, 0..1, from the Jaccard similarities
    of a text of `words` words to texts of `others` words.
    """
    one, many = max(words - SHINGLE_WORDS + 1, 1), np.maximum(others - SHINGLE_WORDS + 1, 1)
    common = similarities * (one + many) / (1 + similarities)
    return np.asarray(np.minimum(common / np.minimum(one, many), 1.0), dtype=np.float64)


def _shingle(words: list[str]) -> list[str]:
    if len(words) < SHINGLE_WORDS:
        return [" ".join(words)]
    return [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)]
