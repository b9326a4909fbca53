"""The page: plain HTML, CSS and JavaScript of this folder, which talk to the port that serves them.

The files hold nothing of anybody's, so they are open to who asks this machine by a name of its own. What they then ask
for needs the page's own token (`daemon.web.token.OWN`). `localvoice page` opens an address that works once (`keys`), as
other users may see what a browser is started with; from there the browser is sent on to the page with the token in the
address after "#", which browsers send to nobody: neither a log nor another page sees it. There is no cookie, because a
browser would send one for any page that makes it ask.
"""
