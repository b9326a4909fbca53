"""The family `lm_server`: a language model in somebody's server on this machine, by OpenAI's protocol.

The room `models` reaches no network but here, and here only loopback (`localvoice.loopback`): no name is looked up, no
proxy asked, no redirection followed. The socket is read by the lane's own steps, which take what is there and never
wait; closing an answer closes the socket, and the server stops computing.
"""

from localvoice.models.lm_server.chat import load

__all__ = ["load"]
