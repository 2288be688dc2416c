"""The command line: one module a command. Each parses, calls the pipeline, and hands the result to a report.

main.py       the group, and what every command does about errors
options.py    options that commands share
output.py     writing a report: whole or not at all
terminal.py   colours, width, progress bar
"""
