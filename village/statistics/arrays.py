"""Names for the arrays of NumPy that pass between modules."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]  # (n,) which of them
Texts = np.ndarray[tuple[int], np.dtype[np.str_]]
