// Uses the types that openapi-typescript made, unchanged, with openapi-fetch. The two arguments: where, and which token.

import createClient from "openapi-fetch";
import type { paths } from "./tracker.js";

declare const process: { argv: string[] };
declare const console: { log(...words: unknown[]): void };

// Not the lists as NDJSON or CSV, which are texts.
type Media = "application/json" | "application/problem+json";

const [baseUrl = "", token = ""] = process.argv.slice(2);

// What was parsed of an answer, which must have this status.
function expect<T>(answer: { data?: T; error?: unknown; response: Response }, status: number): T {
  if (answer.response.status !== status || answer.data === undefined) {
    throw new Error(`${answer.response.status} instead of ${status}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}

const nobody = createClient<paths, Media>({ baseUrl });
const refused = await nobody.GET("/api/v1/incidents");
check(refused.response.status === 401, "nobody is let in");
console.log("  without a token:", refused.error?.title);

const client = createClient<paths, Media>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const opened = expect(
  await client.POST("/api/v1/incidents", { body: { title: "Southwind address books", countries: ["FR"] } }),
  201,
);
const incident = opened.reference ?? "";
const claim = expect(
  await client.POST("/api/v1/incidents/{incident}/claims", {
    params: { path: { incident } },
    body: {
      metric: "affected",
      unit: "people",
      value: 50_000_000,
      quote: "Northwind lost the data of 50 million people.",
      reason: "Read there.",
    },
  }),
  201,
);
const listed = expect(
  await client.GET("/api/v1/incidents", {
    params: { query: { country: ["FR", "DE"], status: ["open", "confirmed"], page_size: 10 } },
  }),
  200,
);
check(listed.results.map((each) => each.reference).join() === incident, "the list has the incident");
console.log("  list:", listed.results[0]?.title);

const sent = expect(
  await client.POST("/api/v1/articles", { body: { text: "Southwind lost 50 million.", title: "Lost" } }),
  202,
);
const status = expect(
  await client.GET("/api/v1/articles/{reference}/status", { params: { path: { reference: sent.reference ?? "" } } }),
  200,
);
console.log("  submit:", status.reference, status.state);

const reviewed = expect(
  await client.POST("/api/v1/claims/{reference}/accept", {
    params: { path: { reference: claim.reference ?? "" }, header: { "Idempotency-Key": "b-1" } },
    body: { reason: "The company says so." },
  }),
  200,
);
check(reviewed.value === 50_000_000, "the claim has its value");
console.log("  review:", reviewed.reference, reviewed.standing);

const subscribed = expect(
  await client.POST("/api/v1/webhooks/endpoints", {
    body: { url: "http://127.0.0.1/hook", event_types: ["figure.changed"], incidents: [incident] },
  }),
  201,
);
check(subscribed.secret?.startsWith("whsec_") ?? false, "there is a secret");
const held = expect(await client.GET("/api/v1/webhooks/endpoints"), 200);
check(held.results.some((each) => each.reference === subscribed.reference), "the list has the endpoint");
console.log("  subscribe:", subscribed.reference, subscribed.state);
