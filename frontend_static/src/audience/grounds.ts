// Why sharing is lawful, as a form keeps it and as the server takes it.
import { endOfDay } from "../format";
import type { GroundsInput, LawfulBasis, Purpose } from "../generated/graphql";
import type { Naming } from "./groups";

export type Grounds = {
  purpose: string;
  purposeKind: Purpose;
  lawfulBasis: LawfulBasis | "";
  rationale: string;
  /** A day, or nothing. */
  until: string;
};

export const BLANK: Grounds = { purpose: "", purposeKind: "SAFETY", lawfulBasis: "", rationale: "", until: "" };
export const GROUND_FIELDS = ["purpose", "purposeKind", "lawfulBasis", "rationale", "expiresAt"];

export const groundsInput = ({ purpose, purposeKind, lawfulBasis, rationale, until }: Grounds): GroundsInput => ({
  purpose,
  purposeKind,
  // The form asks for one before it is sent; the server refuses none.
  lawfulBasis: lawfulBasis as LawfulBasis,
  rationale: rationale || null,
  expiresAt: until ? endOfDay(until) : null,
});

/** The same grounds as those of a naming that stands, to begin a form with. */
export const groundsOf = (naming: Naming | undefined): Grounds =>
  naming
    ? {
        purpose: naming.purpose,
        purposeKind: naming.purposeKind,
        lawfulBasis: naming.lawfulBasis,
        rationale: naming.rationale ?? "",
        until: "",
      }
    : BLANK;
