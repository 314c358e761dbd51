"""Many files on the machines of a Dask cluster; needs the extra `cluster`."""
