import type { Escape } from "./part.ts";

/** A replacement as it must be written where its value stood. */
export function escaped(text: string, escape: Escape): string {
  switch (escape) {
    case "none":
      return text;
    case "json":
      return JSON.stringify(text).slice(1, -1);
    case "percent":
    case "form":
      return encodeURIComponent(text.toWellFormed());
    case "entities":
      return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  }
}
