// Where is the key to this server kept? In this tab alone; it comes in the address, behind the #, and is taken out of it at once.

const NAME = "localvoice-token";

export function token() {
  const given = /[#&]token=([^&]+)/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(NAME, decodeURIComponent(given[1]));
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(NAME) ?? "";
}

export const forget = () => sessionStorage.removeItem(NAME);

// A websocket of this server: browsers cannot send headers with it, so the key goes as a sub-protocol.
export function socket(path, key) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return new WebSocket(address, ["realtime", `openai-insecure-api-key.${key}`]);
}
