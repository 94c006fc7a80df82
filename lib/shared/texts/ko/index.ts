import { checks } from "./checks";
import { errors } from "./errors";
import { notices } from "./notices";
import { ui } from "./ui";

export const texts = { ...ui, errors, checks, notices } as const;

/** The shape both languages have: the Korean keys, with any text as value. */
export type TextsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextsOf<T[K]> };
export type Texts = TextsOf<typeof texts>;
