sudo chroot rootfs sh -c 'awk "BEGIN { s = \"x\"; for (i = 0; i < 25; i++) s = s s; print length(s) }"; echo $? > /end.txt'
