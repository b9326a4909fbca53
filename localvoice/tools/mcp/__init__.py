"""Tools of MCP servers: other people's programs beside us, through the official client, in both eras of the protocol.

`servers` is the door. `connection` is the life of one server, `process` and `web` are how it is reached, `meter` is how
much it may send, `shape` makes tools of what it lists, `names` names them, `results` makes data of what it answers,
`running` is one call on its way, and `asking` the question that it asks back (`answers`, `assent`: what is said then).

This room may open sockets, to this machine only: `listed` refuses every other host, and `web` looks again at each
request, so what is said to a tool stays here unless the server itself, which the person has chosen, sends it on.
Only `connection`, `process`, `web`, `running` and `results` need the package `mcp`, which takes most of a
second to import: `servers` loads them when the settings name a server.
"""
