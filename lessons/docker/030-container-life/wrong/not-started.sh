docker create --name ticker busybox sh -c 'while sleep 1; do date; done'
