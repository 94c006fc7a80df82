sudo unshare --uts --mount chroot rootfs sh -c 'hostname hand; mount -t proc proc /proc; { hostname; ps; ip link; } > /seen.txt'
