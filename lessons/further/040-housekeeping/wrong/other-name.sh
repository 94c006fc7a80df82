docker run -d --name chatter --log-opt max-size=10k busybox sh -c 'while :; do echo talk; sleep 1; done'
