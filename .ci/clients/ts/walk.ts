// The same walk with both clients: a customer, a segment with nested conditions, activity, and gone again.
import assert from "node:assert";
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import { Configuration, CustomersApi, SegmentsApi } from "./fetch";

const url = process.argv[2];
const suffix = Date.now().toString(36);

async function openapiFetch(): Promise<void> {
  const crm = createClient<paths>({ baseUrl: url });
  const id = `typed-${suffix}`;
  const created = await crm.POST("/api/v1/customers", { body: { id, first_name: "Ann", tags: ["vip"] } });
  assert.equal(created.data?.first_name, "Ann");
  const segment = await crm.POST("/api/v1/segments", {
    body: {
      id,
      name: id,
      type: "dynamic",
      conditions: [{ any: [{ field: "tags", operator: "eq", value: "vip" }, { not: { field: "source", operator: "exists" } }] }],
    },
  });
  assert.equal(segment.data?.conditions?.[0].any?.[0].field, "tags");
  const activity = await crm.GET("/api/v1/customers/{id}/activity", { params: { path: { id } } });
  for (const one of activity.data?.items ?? []) {
    if (one.type === "customer.created") {
      assert.equal(one.data.version, 1);
    }
  }
  assert.equal((await crm.DELETE("/api/v1/segments/{id}", { params: { path: { id } } })).response.status, 204);
  assert.equal((await crm.DELETE("/api/v1/customers/{id}", { params: { path: { id } } })).response.status, 204);
}

async function typescriptFetch(): Promise<void> {
  const configuration = new Configuration({ basePath: url });
  const customers = new CustomersApi(configuration);
  const segments = new SegmentsApi(configuration);
  const id = `fetch-${suffix}`;
  const created = await customers.createCustomer({ customerInput: { id, firstName: "Bob", tags: ["vip"] } });
  assert.equal(created.firstName, "Bob");
  const segment = await segments.createSegment({
    segmentInput: { id, name: id, type: "dynamic", conditions: [{ field: "tags", operator: "eq", value: "vip" }] },
  });
  assert.equal(segment.conditions?.[0].operator, "eq");
  await customers.listActivity({ id });
  await segments.deleteSegment({ id });
  await customers.eraseCustomer({ id });
}

async function walk(): Promise<void> {
  await openapiFetch();
  console.log("openapi-typescript: ok");
  await typescriptFetch();
  console.log("typescript-fetch: ok");
}

void walk();
