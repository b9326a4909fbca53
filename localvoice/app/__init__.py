"""The only place where things are built and wired; one file for each thing that a person can ask for.

The design drew one file here; with every command wired in it that file would be too long to find anything in.
"""
