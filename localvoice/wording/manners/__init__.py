"""How does somebody speak who is heard, not read? Rules that hold for any model: `judging` asks about a whole text.

At most two sentences or thirty words unless more was asked for, one question, what was understood before it is done; no
list, table, Markdown, address, emoji, code, stage direction or empty words. `telling` keeps them on a stream.
"""
