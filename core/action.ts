/** What may be done with a finding, as policies name it. */
export const ACTION_KINDS = ["keep", "redact", "mask", "hash", "drop", "template"] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export type Action =
  | { readonly kind: "keep" }
  /** Typed placeholder, `[EMAIL_ADDRESS]`. */
  | { readonly kind: "redact" }
  /** Stars, but for the last `keepLast` characters. */
  | { readonly kind: "mask"; readonly keepLast: number }
  /** Keyed token, `tk1h_<class>_<kid>_<body><check>`. */
  | { readonly kind: "hash" }
  /** Removes the attribute; inside text it redacts. */
  | { readonly kind: "drop" }
  /** Identifier in a path or name: `{uuid}`, `{id}`. */
  | { readonly kind: "template" };
