//! The command line over Planhat, as a library: the binary is a thin shell over it.
