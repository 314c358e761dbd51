"""What Mien costs on this machine: `mien benchmark`."""
