import { notFound } from "next/navigation";

/** Every address nothing else answers, so that the not-found page comes in the visitor's language. */
export default function UnknownPage(): never {
  notFound();
}
