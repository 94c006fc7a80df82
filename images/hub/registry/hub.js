// Who may do what at the hub, and its search. A student's name there is always `student`; behind it stands the bridge of
// the sandbox that asks, so one student's images are neither read nor written by another's.
// biome-ignore lint/style/useNodejsImportProtocol: nginx names its modules so
import crypto from "crypto";
// biome-ignore lint/style/useNodejsImportProtocol: nginx names its modules so
import fs from "fs";

const studentName = "student";
const password = "naru";
const library = "/var/lib/registry/docker/registry/v2";
const students = "/var/lib/students/docker/registry/v2";
const upstream = process.env.NARU_HUB_UPSTREAM || "";
const mostBytes = 512 * 1024 * 1024;
const mostRepositories = 20;
const key = fs.readFileSync("/tmp/key", "utf8");

const messages = {
  login: "log in first: docker login -u student hub:5000; 먼저 docker login -u student hub:5000으로 로그인하세요",
  password: "wrong name or password; 이름이나 비밀번호가 다릅니다",
  name: "you may push under your own name only, as hub:5000/student/NAME; 자기 이름인 hub:5000/student/이름 아래에만 올릴 수 있습니다",
  unknown: "the hub does not know this computer; 허브가 모르는 컴퓨터입니다",
  quota:
    "your images on the hub take all of the 512 MB you have there; 허브에 올린 이미지가 허용된 512 MB를 다 썼습니다",
  repositories: "you may have 20 repositories on the hub; 허브에 저장소를 20개까지 둘 수 있습니다",
  full: "the hub is full; ask whoever runs it; 허브가 가득 찼습니다. 운영자에게 알려 주세요",
  busy: "the hub is tidying up, try again in a moment; 허브를 정리하는 중이니 잠시 뒤 다시 해 보세요",
  away: "the hub has no such image and cannot reach the registry behind it now; 허브에 없는 이미지인데, 허브 뒤의 레지스트리에 지금 닿지 않습니다",
  path: "no such page",
};

/** The bridge an address is behind, by the lab engine's table of routes. */
function findBridge(address) {
  const parts = address.split(".").map(Number);
  const routes = fs
    .readFileSync("/run/lab-routes", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  // Columns: the interface, where it leads, and as eighth the mask. Addresses have their last byte first.
  const found = routes.find((route) => {
    if (!/^nsb-[0-9a-f]{11}$/.test(route[0])) return false;
    return parts.every((part, at) => {
      const byte = (column) => parseInt(route[column].substr(2 * (3 - at), 2), 16);
      return (part & byte(7)) === byte(1);
    });
  });
  return found ? found[0] : "";
}

function owner(r) {
  return findBridge(r.remoteAddress);
}

function toToken(bridge) {
  return crypto.createHmac("sha256", key).update(bridge).digest("hex");
}

function hasLoggedIn(r) {
  const bridge = owner(r);
  return bridge !== "" && r.headersIn.Authorization === `Bearer ${toToken(bridge)}`;
}

/** What is asked for: the registry's own words, or nothing where the path is none of its. */
function parse(r) {
  const parts = r.variables.request_uri.split("?");
  const path = parts[0];
  const query = parts[1] || "";
  if (path === "/v2/") return { kind: "ping" };
  if (path === "/v2/_catalog" && /^[\w=&./-]*$/.test(query)) return { kind: "catalog", query: query };
  const found =
    /^\/v2\/([a-z0-9][\w.-]*)\/([a-z0-9][\w./-]*)\/(blobs|manifests|tags|referrers)\/([\w.:=/-]+)$/.exec(path) ||
    /^\/v2\/([a-z0-9][\w.-]*)\/([a-z0-9][\w./-]*)\/(blobs)\/(uploads\/)$/.exec(path);
  if (!found || path.includes("..") || path.includes("//")) return undefined;
  const kept = query.split("&").filter((part) => /^(_state|digest|n|last)=[\w.:%=+-]*$/.test(part));
  return { kind: "image", name: found[1], rest: found.slice(2).join("/").replace("//", "/"), query: kept.join("&") };
}

function toRepository(asked) {
  return asked.rest.replace(/\/(blobs|manifests|tags|referrers)\/.*$/, "");
}

function toErrors(code, message) {
  return JSON.stringify({ errors: [{ code: code, message: message }] });
}

function isRead(r) {
  return r.method === "GET" || r.method === "HEAD";
}

/** [status, code, message] of why not, or undefined. */
function decide(r) {
  const asked = parse(r);
  if (!asked) return [404, "UNSUPPORTED", messages.path];
  if (asked.kind === "ping") {
    const isOurs = r.remoteAddress === "127.0.0.1";
    const isKnown = isOurs || /^Bearer ./.test(r.headersIn.Authorization || "");
    return isKnown ? undefined : [401, "UNAUTHORIZED", messages.login];
  }
  if (isRead(r) && (asked.kind === "catalog" || asked.name === "library")) return undefined;
  if (isRead(r) && upstream !== "" && asked.name !== studentName) return undefined;
  if (asked.kind !== "image" || asked.name !== studentName) {
    return isRead(r) ? [404, "NAME_UNKNOWN", messages.path] : [403, "DENIED", messages.name];
  }
  const bridge = owner(r);
  if (bridge === "") return [403, "DENIED", messages.unknown];
  if (isRead(r)) return undefined;
  if (!hasLoggedIn(r)) return [401, "UNAUTHORIZED", messages.login];
  if (isThere("/tmp/sweeping")) return [503, "UNAVAILABLE", messages.busy];
  if (isThere("/tmp/full")) return [403, "DENIED", messages.full];
  // Asked where an upload begins or a name is given, not at each piece.
  if (r.method !== "POST" && r.method !== "PUT") return undefined;
  const repositories = listRepositories(`${students}/repositories/${bridge}`, "");
  if (!repositories.includes(toRepository(asked)) && repositories.length >= mostRepositories) {
    return [403, "DENIED", messages.repositories];
  }
  return measure(bridge, repositories) > mostBytes ? [403, "DENIED", messages.quota] : undefined;
}

function refusalStatus(r) {
  const refusal = decide(r);
  return refusal ? String(refusal[0]) : "";
}

function refuse(r) {
  const refusal = decide(r) || [503, "UNAVAILABLE", messages.busy];
  const status = refusal[0];
  if (status === 401) {
    const asked = parse(r);
    const scope = asked.kind === "image" ? `,scope="repository:${asked.name}/${toRepository(asked)}:pull,push"` : "";
    r.headersOut["WWW-Authenticate"] =
      `Bearer realm="http://${r.headersIn.Host || "hub:5000"}/token",service="hub"${scope}`;
  }
  r.headersOut["Content-Type"] = "application/json";
  r.headersOut["Docker-Distribution-Api-Version"] = "registry/2.0";
  r.return(status, toErrors(refusal[1], refusal[2]));
}

/** Everybody may read, so who gives no name gets a token too; a name must come with its password. */
function token(r) {
  const authorization = r.headersIn.Authorization;
  const bridge = owner(r);
  r.headersOut["Content-Type"] = "application/json";
  if (authorization !== undefined) {
    const given = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
    if (given !== `${studentName}:${password}` || bridge === "") {
      r.return(401, toErrors("UNAUTHORIZED", messages.password));
      return;
    }
  }
  const issued = authorization === undefined ? "guest" : toToken(bridge);
  r.return(200, JSON.stringify({ token: issued, access_token: issued, expires_in: 3600 }));
}

/** Where nginx asks, with the bridge in the place of the student's name. */
function target(r) {
  const asked = parse(r);
  if (!asked || asked.kind === "ping") return "library/v2/";
  const question = asked.query ? `?${asked.query}` : "";
  if (asked.kind === "catalog") return `library/v2/_catalog${question}`;
  if (asked.name === studentName) return `students/v2/${owner(r)}/${asked.rest}${question}`;
  const from = upstream === "" || isOurs(asked) ? "library" : "upstream";
  return `${from}/v2/${asked.name}/${asked.rest}${question}`;
}

/** Whether we serve the very thing that is asked for; of our own names another tag may come from the registry behind us. */
function isOurs(asked) {
  const repository = `${library}/repositories/${asked.name}/${toRepository(asked)}`;
  const found = /\/(blobs|manifests)\/([\w.:-]+)$/.exec(asked.rest);
  if (!found) return isThere(`${repository}/_manifests`);
  const digest = /^sha256:[0-9a-f]{64}$/.test(found[2]);
  if (!digest) return isThere(`${repository}/_manifests/tags/${found[2]}/current/link`);
  const links = found[1] === "blobs" ? "_layers" : "_manifests/revisions";
  return isThere(`${repository}/${links}/${found[2].replace(":", "/")}/link`);
}

/** Why what stands behind us does not answer. */
function tellBusy(r) {
  const isAway = target(r).startsWith("upstream/");
  r.headersOut["Content-Type"] = "application/json";
  r.return(503, toErrors("UNAVAILABLE", isAway ? messages.away : messages.busy));
}

/** Empty, and so uncounted, for who reads. */
function writer(r) {
  return isRead(r) ? "" : owner(r);
}

function search(r) {
  const word = String(r.args.q || "").toLowerCase();
  const limit = Math.min(Math.max(Number(r.args.n) || 25, 1), 100);
  const mine = owner(r);
  const ours = listRepositories(`${library}/repositories/library`, "").map((name) =>
    toResult(name, describe(library, `library/${name}`), true),
  );
  const own = mine === "" ? [] : listRepositories(`${students}/repositories/${mine}`, "");
  const found = ours
    .concat(own.map((name) => toResult(`${studentName}/${name}`, describe(students, `${mine}/${name}`), false)))
    .filter((one) => `${one.name} ${one.description}`.toLowerCase().includes(word));
  // A name that begins so comes before one that only has it somewhere.
  const rank = (name) => (name === word ? 0 : name.startsWith(word) ? 1 : name.includes(word) ? 2 : 3);
  found.sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  r.headersOut["Content-Type"] = "application/json";
  r.return(
    200,
    JSON.stringify({
      query: word,
      num_results: found.length,
      page: 1,
      num_pages: 1,
      page_size: limit,
      results: found.slice(0, limit),
    }),
  );
}

function toResult(name, description, isOfficial) {
  return { name: name, description: description, is_official: isOfficial, star_count: 0, is_automated: false };
}

/** The description that stands in an image's own labels. */
function describe(root, repository) {
  const tags = `${root}/repositories/${repository}/_manifests/tags`;
  const names = listFolders(tags);
  const tag = names.includes("latest") ? "latest" : names[0];
  if (tag === undefined) return "";
  try {
    const manifest = readJson(root, fs.readFileSync(`${tags}/${tag}/current/link`, "utf8"));
    const labels = readJson(root, manifest.config.digest).config.Labels || {};
    return String(labels["org.opencontainers.image.description"] || "");
  } catch (_error) {
    // Being pushed or removed right now.
    return "";
  }
}

function readJson(root, digest) {
  return JSON.parse(fs.readFileSync(blobPath(root, digest), "utf8"));
}

function blobPath(root, digest) {
  const sum = digest.replace(/^sha256:/, "");
  return `${root}/blobs/sha256/${sum.substr(0, 2)}/${sum}/data`;
}

/** Names with a slash are folders in folders; the registry's own begin with an underscore. */
function listRepositories(folder, prefix) {
  const names = listFolders(folder);
  const own = names.includes("_manifests") || names.includes("_layers") || names.includes("_uploads");
  const below = names
    .filter((name) => !name.startsWith("_"))
    .map((name) => listRepositories(`${folder}/${name}`, prefix === "" ? name : `${prefix}/${name}`))
    .reduce((all, some) => all.concat(some), []);
  return own && prefix !== "" ? [prefix].concat(below) : below;
}

/** Bytes a student's repositories stand for, what is being uploaded included; a layer in two of them counts once. */
function measure(bridge, repositories) {
  const root = `${students}/repositories/${bridge}`;
  const sums = {};
  let bytes = 0;
  repositories.forEach((repository) => {
    listFolders(`${root}/${repository}/_layers/sha256`).forEach((sum) => {
      sums[sum] = true;
    });
    listFolders(`${root}/${repository}/_uploads`).forEach((upload) => {
      bytes += sizeOf(`${root}/${repository}/_uploads/${upload}/data`);
    });
  });
  return Object.keys(sums).reduce((sum, one) => sum + sizeOf(blobPath(students, one)), bytes);
}

function listFolders(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (_error) {
    return [];
  }
}

function sizeOf(path) {
  try {
    return fs.statSync(path).size;
  } catch (_error) {
    return 0;
  }
}

function isThere(path) {
  try {
    fs.accessSync(path);
    return true;
  } catch (_error) {
    return false;
  }
}

export default {
  owner: owner,
  refusalStatus: refusalStatus,
  refuse: refuse,
  token: token,
  target: target,
  writer: writer,
  search: search,
  tellBusy: tellBusy,
};
