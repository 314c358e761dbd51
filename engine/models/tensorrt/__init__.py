"""Expression models on NVIDIA GPUs by TensorRT, in either of its packages."""
