// What each tenant has in blocks. A dictionary entry is its who wrote it first, as long as anybody holds it.

let TENANTS: usize = 0;
/** Whose point, metric or output is at hand. */
let current: u32 = 0;

const BYTES: usize = 0;
const ENTRIES: usize = 4;

export function openTenants(at: usize): void {
  TENANTS = at;
}

export function setTenant(slot: u32): void {
  current = slot;
}

@inline
export function tenantAtHand(): u32 {
  return current;
}

@inline
export function charge(slot: u32, bytes: usize, entries: u32): void {
  const at = TENANTS + (<usize>slot << 3);
  store<u32>(at + BYTES, load<u32>(at + BYTES) + <u32>bytes);
  store<u32>(at + ENTRIES, load<u32>(at + ENTRIES) + entries);
}

@inline
export function credit(slot: u32, bytes: usize, entries: u32): void {
  const at = TENANTS + (<usize>slot << 3);
  store<u32>(at + BYTES, load<u32>(at + BYTES) - <u32>bytes);
  store<u32>(at + ENTRIES, load<u32>(at + ENTRIES) - entries);
}
