// The Graph client's types refer to this type of the browser, which Node's types do not declare.
type RequestInfo = string | Request;
