// Two real identity providers in one process: oidc-provider at /oidc, samlp at /saml. Started by conftest.py.
// Whoever comes is signed in at once as the last POST /wish said, with its faults.
import http from "node:http";
import { createRequire } from "node:module";
import Provider from "oidc-provider";
import { SignJWT, decodeJwt, importPKCS8 } from "jose";

const require = createRequire(import.meta.url);
const samlp = require("samlp");
const { key, cert, otherKey, portal, port, clientId, clientSecret } = JSON.parse(process.env.IDENTITY);
const base = `http://127.0.0.1:${port}`;
const ORDINARY = { sub: "person", hsa: [], level: "http://id.sambi.se/loa/loa3", email: "", fault: "" };
const HSA_ID = "http://sambi.se/attributes/1/employeeHsaId";
let wish = ORDINARY;

// OpenID Connect

const signingKey = await importPKCS8(key, "RS256", { extractable: true });
const { exportJWK } = await import("jose");
const jwk = { ...(await exportJWK(signingKey)), kid: "one", use: "sig", alg: "RS256" };
const provider = new Provider(`${base}/oidc`, {
  clients: [{
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [`${portal}/logga-in/oidc/svar/`],
    id_token_signed_response_alg: "RS256",
  }],
  jwks: { keys: [jwk] },
  cookies: { keys: ["only-for-tests"] },
  acrValues: ["http://id.sambi.se/loa/loa2", "http://id.sambi.se/loa/loa3"],
  scopes: ["openid", "hsa"],
  claims: { openid: ["sub"], hsa: ["email", HSA_ID], acr: null, auth_time: null },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/oidc-person/${interaction.uid}` },
  findAccount: (ctx, sub) => ({
    accountId: sub,
    claims: () => ({
      sub: wish.fault === "userinfo of another" && ctx.path.endsWith("/me") ? "another" : sub,
      email: wish.email,
      [HSA_ID]: wish.fault === "only in the token" ? undefined : wish.hsa.length > 1 ? wish.hsa : wish.hsa[0],
    }),
  }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid hsa");
    await grant.save();
    return grant;
  },
});

const altered = async (token) => {
  const claims = decodeJwt(token);
  const changes = {
    "wrong audience": { aud: "somebody-else" },
    "wrong issuer": { iss: "https://somebody.else" },
    "wrong nonce": { nonce: "another" },
    expired: { exp: claims.iat - 3600, iat: claims.iat - 7200 },
    "only in the token": { [HSA_ID]: wish.hsa[0] },
    "old sign-in": { auth_time: claims.iat - 3600 },
  }[wish.fault];
  if (changes) return new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(signingKey);
  if (wish.fault === "another key") {
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(await importPKCS8(otherKey, "RS256"));
  }
  if (wish.fault === "unsigned") {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part(claims)}.`;
  }
  if (wish.fault === "altered") {
    const [head, , signature] = token.split(".");
    return `${head}.${Buffer.from(JSON.stringify({ ...claims, acr: "http://id.sambi.se/loa/loa4" })).toString("base64url")}.${signature}`;
  }
  return token;
};
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path.endsWith("/token") && ctx.body?.id_token) ctx.body.id_token = await altered(ctx.body.id_token);
});

const signIn = async (request, response) => {
  if (wish.fault === "cancelled") {
    return provider.interactionFinished(request, response, { error: "access_denied" }, { mergeWithLastSubmission: false });
  }
  const login = { accountId: wish.sub, acr: wish.level, remember: false };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
};

// SAML

class Mapper {
  constructor(person) { this.person = person; }
  getClaims() {
    return { [HSA_ID]: this.person.hsa, "urn:oid:0.9.2342.19200300.100.1.3": this.person.email };
  }
  getNameIdentifier() { return { nameIdentifier: this.person.sub, nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" }; }
}
const mapper = (person) => new Mapper(person);
mapper.prototype = { metadata: [] }; // for the page of metadata

const answerSaml = (request, response) => samlp.auth({
  issuer: `${base}/saml`,
  cert,
  key: wish.fault === "another key" ? otherKey : key,
  audience: wish.fault === "wrong audience" ? "https://somebody.else" : `${portal}/logga-in/saml/metadata/`,
  recipient: `${portal}/logga-in/saml/svar/`,
  destination: wish.fault === "wrong destination" ? "https://somebody.else/" : `${portal}/logga-in/saml/svar/`,
  lifetimeInSeconds: wish.fault === "expired" ? -3600 : 300,
  authnContextClassRef: wish.level,
  signAssertion: wish.fault !== "unsigned",
  signResponse: false,
  inResponseTo: wish.fault === "never asked for" ? "_nobody-asked" : undefined,
  RelayState: "https://somebody.else/",
  profileMapper: mapper,
  getUserFromRequest: () => wish,
  getPostURL: (audience, dom, ask, done) => done(null, `${portal}/logga-in/saml/svar/`),
  responseHandler: wish.fault === "altered" ? (xml, options, ask, answer) => {
    const other = xml.toString().replace(/>(SE[^<]*)</, ">SE2321000016-ANNAN<");
    answer.send(`<form action="${options.postUrl}"><input name="SAMLResponse" value="${Buffer.from(other).toString("base64")}"></form>`);
  } : undefined,
})(request, response, (error) => { response.statusCode = 500; response.end(String(error)); });

const metadata = samlp.metadata({ issuer: `${base}/saml`, cert, profileMapper: mapper, endpointPath: "/saml", redirectEndpointPath: "/saml", postEndpointPath: "/saml", logoutEndpointPaths: {} });

// What samlp expects of express.
const dress = (request, response, address) => {
  request.query = Object.fromEntries(address.searchParams);
  request.protocol = "http";
  request.originalUrl = request.url;
  request.get = (name) => request.headers[name.toLowerCase()];
  response.set = (name, value) => response.setHeader(name, value);
  response.send = (body) => response.end(body);
};

const callback = provider.callback();
http.createServer(async (request, response) => {
  const address = new URL(request.url, base);
  if (address.pathname === "/wish") {
    let body = "";
    for await (const part of request) body += part;
    wish = { ...ORDINARY, ...JSON.parse(body) };
    return response.end();
  }
  const isBehindTheScenes = address.pathname.includes("well-known") || address.pathname === "/saml/metadata";
  if (wish.fault === "unreachable" && isBehindTheScenes) return request.socket.destroy();
  if (wish.fault === "gone half-way" && address.pathname.endsWith("/token")) return request.socket.destroy();
  dress(request, response, address);
  if (address.pathname.startsWith("/oidc-person/")) return signIn(request, response);
  if (address.pathname === "/saml/metadata") return metadata(request, response);
  if (address.pathname === "/saml") return answerSaml(request, response);
  if (address.pathname.startsWith("/oidc")) {
    request.originalUrl = request.url;
    request.url = request.url.slice("/oidc".length);
    return callback(request, response);
  }
  response.statusCode = 404;
  return response.end();
}).listen(port, "127.0.0.1", () => console.log("ready"));
