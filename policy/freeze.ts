/** Freezes plain data to its depth; maps and sets lose their ways to change. Byte arrays cannot be frozen and stay. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== "object" || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const inner of value instanceof Map ? value.values() : value) deepFreeze(inner);
    for (const method of value instanceof Map ? ["set", "delete", "clear"] : ["add", "delete", "clear"]) {
      Object.defineProperty(value, method, { value: refuse });
    }
  } else {
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return Object.freeze(value);
}

function refuse(): never {
  throw new TypeError("a plan cannot be changed; compile a new one");
}
