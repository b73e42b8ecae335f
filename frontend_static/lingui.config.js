// Where the words of the page are found, and the PO files they are translated in.
import { formatter } from "@lingui/format-po";

export default {
  sourceLocale: "en",
  locales: ["en", "ro"],
  format: formatter({ lineNumbers: false }),
  catalogs: [{ path: "<rootDir>/locales/{locale}", include: ["<rootDir>/src"], exclude: ["**/generated/**"] }],
};
