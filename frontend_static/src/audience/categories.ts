// What some things are, for which it takes an entitlement to see them.
import type { Category } from "../generated/graphql";

export const CATEGORIES: Category[] = ["LOCATION", "FORENSIC_EVIDENCE", "HEALTH", "CHILD", "PERPETRATOR"];
