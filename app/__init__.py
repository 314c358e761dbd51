"""The desktop application and the command line. Importing this package imports no Qt."""
