vm stop old --now
vm start new --devices emulated --no-wait
