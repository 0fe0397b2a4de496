"""The command line: one module a command, each with `configure(parser)` and `run(args, console)`.

Exit codes: 0 done, 1 a problem in the input or the surroundings, 2 wrong use.
"""
