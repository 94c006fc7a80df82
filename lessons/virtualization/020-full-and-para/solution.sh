type_line() { # MACHINE LINE
  printf '%s\n' "$2" | timeout 5 socat -t 0.3 - "UNIX-CONNECT:$HOME/.vm/$1/console.sock" > /dev/null || true
}
await_lines() { # MACHINE TEXT COUNT
  until [ "$(grep -ac "$2" "$HOME/.vm/$1/console.log")" -ge "$3" ]; do sleep 0.3; done
}

# step: emulated
vm start old --devices emulated
type_line old root
await_lines old 'root@' 1
sh touches.sh old on
type_line old 'measure disk'
await_lines old 'KB/s' 2
sh touches.sh old count | tee old.txt

# step: virtio
vm stop old
vm start new --devices virtio
type_line new root
await_lines new 'root@' 1
sh touches.sh new on
type_line new 'measure disk'
await_lines new 'KB/s' 2
sh touches.sh new count | tee new.txt
diff <(vm show old) <(vm show new) || true

# step: why
vm list

# step: processor
vm show new
vm stop new
