#!/bin/sh
# sh touches.sh NAME on|count: how often QEMU has to step in for the disk of a virtual machine.
# QEMU itself writes each such moment to a file; it is asked to through the machine's control socket.
events="ide_ioport_read ide_ioport_write ide_status_read bmdma_read bmdma_write bmdma_addr_write virtio_queue_notify"
folder=$HOME/.vm/$1
log=$folder/touches.log

ask_qemu() { # COMMAND...
  {
    echo '{"execute":"qmp_capabilities"}'
    for command in "$@"; do
      printf '{"execute":"human-monitor-command","arguments":{"command-line":"%s"}}\n' "$command"
    done
  } | socat -t 1 - "UNIX-CONNECT:$folder/qmp.sock" > /dev/null || exit
}

switch() { # on|off
  set -- "$1" "logfile $log"
  for event in $events; do set -- "$@" "trace-event $event $1"; done
  shift
  ask_qemu "$@"
}

case $2 in
  on) switch on && echo "Counting. Use the disk now." ;;
  count)
    touches=$(grep -cE "^($(echo "$events" | tr ' ' '|')) " "$log")
    switch off && rm -f "$log"
    echo "${touches:-0} touches for the disk of $1"
    ;;
  *) echo "Usage: sh touches.sh NAME on|count" >&2; exit 2 ;;
esac
