"use client";
import { Popover } from "radix-ui";
import type { RefObject } from "react";

interface Props {
  anchor: RefObject<HTMLElement | null>;
  term: string;
  text: string;
  onClose: () => void;
}

/** A word of the glossary, explained beside the word. */
export default function TermPopover({ anchor, term, text, onClose }: Props) {
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Popover.Portal>
        <Popover.Content
          className="tooltip"
          side="top"
          sideOffset={6}
          collisionPadding={12}
          aria-label={term}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            // A press on the word itself is the word's to handle.
            if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault();
          }}
        >
          <p className="font-bold">{term}</p>
          <p className="mt-0.5">{text}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
