# step: root
mkdir -p rootfs
docker create --name donor busybox
docker export donor | tar -x -C rootfs
docker rm donor
sudo chroot rootfs sh -c 'echo "written inside" > /note.txt; ls /'

# step: leaks
sleep 1000 &
sudo chroot rootfs kill $!
sudo chroot rootfs ip link

# step: namespaces
sudo unshare --uts chroot rootfs sh -c 'hostname hand; hostname'
hostname
sudo unshare --uts --ipc --net --mount --pid --fork chroot rootfs sh -c '
hostname hand
mount -t proc proc /proc
{ hostname; ps; ip link; } > /seen.txt
cat /seen.txt'

# step: enter
sudo unshare --uts --ipc --net --mount --pid --fork chroot rootfs sh -c '
hostname hand
mount -t proc proc /proc
exec sleep 1234' < /dev/null > /dev/null 2>&1 &
until PID=$(pgrep -fx 'sleep 1234'); do sleep 0.2; done
sudo lsns -p "$PID"
sudo nsenter -t "$PID" -u hostname > name.txt
cat name.txt

# step: limit
if [ -d /sys/fs/cgroup/memory ]; then
  CG=/sys/fs/cgroup/memory/hand LIMIT=memory.limit_in_bytes
else
  CG=/sys/fs/cgroup/hand LIMIT=memory.max
fi
sudo mkdir $CG
echo 16M | sudo tee $CG/$LIMIT
sudo sh -c "echo \$\$ > $CG/cgroup.procs; exec unshare --mount --pid --fork chroot rootfs sh -c '
awk \"BEGIN { s = \\\"x\\\"; for (i = 0; i < 25; i++) s = s s; print length(s) }\"
echo \$? > /end.txt'"
cat rootfs/end.txt

# step: docker
docker run -dit --name same --hostname hand --network none --memory 16m busybox
docker exec same hostname
