# step: boot
vm start box

# step: inside
until facts=$(curl -sf http://127.0.0.1:8101/cgi-bin/facts); do sleep 0.5; done
echo "$facts"
echo "naru-answer own-kernel $(echo "$facts" | sed -n 's/^kernel //p')"

# step: outside
vm ps
ls -lh ~/.vm/box/disk.img
du -h ~/.vm/box/disk.img
echo "naru-answer memory-given $(vm show box | sed -n 's/^-m //p')"

# step: types
vm show box

# step: off
vm stop box
ls ~/.vm/box
