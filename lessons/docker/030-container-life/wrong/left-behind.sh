docker run --name brief busybox echo bye
