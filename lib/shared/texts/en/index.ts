import type { Texts } from "../ko";
import { checks } from "./checks";
import { errors } from "./errors";
import { notices } from "./notices";
import { ui } from "./ui";

export const texts: Texts = { ...ui, errors, checks, notices };
