// The Graph client's types name one of the browser's, which Node's own types leave out.
type RequestInfo = string | Request;
