export interface Meter {
  /** Counts one message; false when there were too many. */
  take(): boolean;
}

/** A bucket that holds `burst` messages and fills by `perSecond`: for one socket, where a promise a message would cost more than the message. */
export function createMeter(
  { burst, perSecond }: { burst: number; perSecond: number },
  now = () => performance.now(),
): Meter {
  let left = burst;
  let at = now();
  return {
    take() {
      const time = now();
      left = Math.min(burst, left + ((time - at) / 1000) * perSecond);
      at = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
