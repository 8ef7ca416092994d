// The precompiled LibTorch header is built with this file.
