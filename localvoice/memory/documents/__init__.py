"""Documents of a folder that a person names: found again by words and by meaning, never run, never sent anywhere.

`folder` says which files there are, `reading` what words one holds, in a process of its own (`apart`), `passages` cuts
them, `index` keeps them in a file of its own, `renewing` brings that up to date, `ranking` says what fits a question.
What a document says is data: nothing here follows it.
"""
