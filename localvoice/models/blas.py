"""Which BLAS does MLX compute with? OpenBLAS where Linux has it; import this before anything that imports mlx.

The CPU wheel of MLX carries the reference BLAS; whichever library is in the process first serves both. Matrix products
in float32 gain a factor of twenty and more; half precision and quantized products do not use BLAS at all. The reference
BLAS computes each row by itself, so there a cached prefix is bit-equal to a fresh one; OpenBLAS rounds by block shape.
"""

import ctypes
import sys


def fast() -> bool:
    """Is there a BLAS worth its name? Where it is not installed MLX is slower, and nothing else; `doctor` says so."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libopenblas.so.0", mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


fast()
