docker run --name ticker busybox date
