"""Where text comes from: the protocols (`base`), llama.cpp in process (`llama`), and a written script (`scripted`)."""
